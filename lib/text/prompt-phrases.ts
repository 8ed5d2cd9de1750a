/**
 * Phrases by which a text speaks to a program that reads it, instead of to a reader: that earlier instructions are void, that it shall say what
 * it was told to keep, that nobody shall hear of it. Each is a row of places, and each place a choice of words; `*` ends a stem.
 */

export interface Phrase {
  readonly reason: string;
  /** Letters that may stand between two places. */
  readonly gap: number;
  readonly places: readonly (readonly string[])[];
}

const NEAR = 16;
/** Of scripts in which a word is one or two characters. */
const CLOSE = 8;

function phrases(reason: string, gap: number, ...rows: readonly (readonly string[])[]): Phrase[] {
  return rows.map((row) => ({ reason, gap, places: row.map((place) => place.split("|")) }));
}

/** Words that may stand between places without a space, where a file has lost its spaces. */
export const FILLERS: readonly string[] =
  "all|any|of|the|your|my|our|these|those|this|that|every|each|and|other|to|me|us|with".split("|");

const VOID_EN =
  "ignore|ignoring|disregard|disregarding|forget|neglect|stop following|do not obey|dont obey|do not comply with|pay no attention to";
/** What is also done to options and rules in earnest. */
const OVERRULE_EN = "override|bypass|overrule|do not follow|dont follow|circumvent|get around";
const EARLIER_EN =
  "previous|previously given|prior|above|earlier|preceding|foregoing|aforementioned|former|initial|existing|original|system|developer|safety";
const ORDER_EN =
  "instruction*|prompt|prompts|directions|directives|directive|commands|command|guidelines|guideline|rules|orders|context|constraints|messages|programming|guardrails";

const VOID = "It tells a program to disregard its instructions.";
const REVEAL = "It tells a program to reveal its instructions.";
const ROLE = "It gives a program another role.";
const SECRET = "It tells a program to keep something from its user.";
const ADDRESS = "It speaks to a program that reads the text.";
const VERDICT = "It tells a program how to judge the text.";

const ENGLISH = [
  ...phrases(
    VOID,
    NEAR,
    [VOID_EN, EARLIER_EN, ORDER_EN],
    [OVERRULE_EN, EARLIER_EN, "instruction*|prompt|prompts|directives|guidelines|programming|guardrails|constraints"],
    [
      `${VOID_EN}|${OVERRULE_EN}`,
      "safety protocols|safety behavior|safety measures|safety rules|ethical guidelines|content policies|your restrictions|your limitations|your rules",
    ],
    ["ignore|disregard|forget", "previous|above|prior|earlier", "task|tasks|conversation|request|requests"],
    [
      `${VOID_EN}|${OVERRULE_EN}`,
      "all|your|any",
      "instructions|guidelines|programming|guardrails|safety guidelines|safety rules|content policy|system prompt|training|directives|prompts",
    ],
    [
      VOID_EN,
      "instruction*|prompt|prompts|directives|guidelines|commands",
      "above|given before|previously given|before this|you were given|you have been given|you received|so far|that came before",
    ],
    [
      "ignore|disregard|forget",
      "everything|anything|all|what",
      "above|before this|you were told|you have been told|you were instructed|you know|that came before|said before|i said before",
    ],
    [
      "new|updated|real|actual",
      "instructions",
      "override|supersede|replace|for the ai|for the llm|for the assistant|for the model",
    ],
    [
      "follow|obey|execute",
      "these|the following|only these|my|the new",
      "instructions instead|instructions only|prompt instead",
    ],
  ),
  ...phrases(
    REVEAL,
    NEAR,
    [
      "what is|what are|what was|what were|whats in",
      "your system prompt|your original instructions|your initial instructions|your exact instructions",
    ],
    [
      "reveal|print|show|output|repeat|leak|display|disclose|tell me|give me|return|write out|expose|dump|summarize|summarise",
      "system prompt*|system message|system instruction*|initial prompt|initial instructions|hidden prompt|hidden instructions|developer prompt|developer message|secret instructions|prompt above|instructions above|text above verbatim|your instructions|your prompt",
    ],
    [
      "send|post|exfiltrate|forward|email|upload|transmit",
      "conversation history|chat history|system prompt|api key|api keys|user data|the users data|users password|access token|session token",
      "to http*|to the following|to this url|to my|to attacker*",
    ],
  ),
  ...phrases(
    ROLE,
    NEAR,
    [
      "you are now|from now on you are|you will now act as|act as",
      "dan|in developer mode|developer mode|jailbroken|unrestricted|an unrestricted*|free from|no longer bound|not bound by|in god mode|an unfiltered*|a rogue*|an evil*",
    ],
    [
      "you can do anything now|dan mode enabled|developer mode enabled|enable developer mode|jailbreak mode|god mode enabled",
    ],
    [
      "pretend|act|behave|respond|answer",
      "as if you have no|without any|without your usual|as though you had no",
      "restriction*|limitation*|filter*|guideline*|safety*|rules|ethical*",
    ],
  ),
  ...phrases(
    SECRET,
    NEAR,
    [
      "do not|dont|never|without",
      "tell|telling|inform|informing|mention this to|mentioning this to|mention these instructions to|alert|alerting|notify|notifying|reveal this to|disclose this to|reveal these instructions to",
      "the user|the human|your user|user about|the reader about|the operator",
    ],
    [
      "do not|dont|never",
      "mention|reveal|disclose|acknowledge|discuss",
      "these instructions|this instruction|this prompt|this hidden|having received|the existence of this|the hidden text|that you have been instructed|that you were instructed",
    ],
  ),
  ...phrases(
    ADDRESS,
    NEAR,
    [
      "if you are an ai|if you are a large language model|if you are a language model|if you are an llm|if you are a llm|if you are an automated|if you are an artificial intelligence|if youre an ai|if youre an llm|if an ai is reading|if an llm is reading|if this is being read by an ai|if this document is read by an ai|as an ai reading this|as a language model reading this|when an ai reads this|if you are a bot|if you are chatgpt|if you are gpt",
    ],
    [
      "note|attention|message|notice|instruction|instructions|important|warning",
      "to the ai|to any ai|to all ai|to ai|for ai|for the ai|for any ai|to the llm|to any llm|to llms|for llms|for the llm|to language models|for language models|to large language models|for large language models|to chatgpt|for chatgpt",
      "assistant*|agent*|model*|reviewer*|reader*|system*|reading|processing|parsing|only|evaluating",
    ],
    [
      "begin|start|end",
      "system prompt|new instructions|admin instructions|hidden instructions|llm instructions|ai instructions",
    ],
  ),
  ...phrases(
    VERDICT,
    NEAR,
    [
      "give|write|provide|output|return|generate",
      "a positive review only|positive review only|only positive review*|only a positive review|an overwhelmingly positive review|a glowing review|a favorable review only",
    ],
    [
      "do not|dont|never",
      "highlight|mention|list|include|point out",
      "any negatives|any weaknesses|negative aspects|any negative",
    ],
    [
      "you must|you should|always|please",
      "recommend acceptance|recommend accepting this|recommend this candidate|accept this paper|rate this candidate|hire this candidate|rank this candidate|select this candidate|recommend hiring",
    ],
  ),
];

/** Most other languages put what is void before or behind what came earlier. */
const GERMANIC = phrases(
  VOID,
  NEAR,
  [
    "ignoriere|ignorieren sie|ignorier|missachte|missachten sie|vergiss|vergessen sie|übergehe|überspringe|beachte nicht|befolge nicht",
    "vorherige*|vorige*|bisherige*|obige*|früheren|vorangegangen*|vorhergehend*|vorangehend*|ursprünglich*",
    "anweisung*|instruktion*|befehl*|vorgabe*|regeln|anordnung*|eingabe*|prompts|aufforderung*",
  ],
  [
    "zeige|zeig|nenne|verrate|gib|wiederhole",
    "systemprompt|system prompt|systemanweisung*|deine anweisungen|deine instruktionen",
  ],
  [
    "negeer|vergeet|sla over|volg niet",
    "vorige|voorgaande|eerdere|bovenstaande|voorafgaande",
    "instructies|opdrachten|aanwijzingen|prompts|regels|bevelen",
  ],
  ["ignorera|glöm|bortse från", "tidigare|föregående|ovanstående", "instruktioner*|anvisningar*|kommandon|regler"],
  [
    "ignorer|glem|se bort fra",
    "tidligere|forrige|ovenstående|foregående",
    "instruktioner*|instruksjoner*|anvisninger|kommandoer|regler",
  ],
);

const ROMANCE = phrases(
  VOID,
  NEAR,
  [
    "ignore|ignorez|ignorer|oublie|oubliez|néglige|négligez|ne tiens pas compte|ne tenez pas compte|ne suis pas|ne suivez pas",
    "instructions|consignes|directives|règles|ordres|commandes|invites",
    "précédente*|précédents|antérieur*|ci dessus|préalables|initiales|reçues avant|données avant",
  ],
  ["ignore|ignorez|oublie|oubliez", "précédentes|anciennes|premières", "instructions|consignes|directives|règles"],
  [
    "ignora|ignore|ignorar|ignoren|ignorad|olvida|olvide|olviden|omite|omita|haz caso omiso|descarta|no sigas",
    "instrucciones|indicaciones|órdenes|reglas|directrices|comandos|mensajes",
    "anteriores|previas|previos|de arriba|precedentes|dadas antes|iniciales",
  ],
  ["ignora|ignore|olvida|olvide", "anteriores|previas", "instrucciones|indicaciones|órdenes|reglas"],
  [
    "ignore|ignora|ignorar|ignorem|esqueça|esquece|desconsidere|desconsidera|descarte|não siga",
    "instruções|orientações|comandos|regras|diretrizes|ordens",
    "anteriores|prévias|acima|precedentes|iniciais",
  ],
  ["ignore|ignora|esqueça|desconsidere", "anteriores|prévias", "instruções|orientações|comandos|regras"],
  [
    "ignora|ignorare|ignorate|ignori|dimentica|dimenticare|tralascia|trascura|non seguire",
    "istruzioni|indicazioni|regole|direttive|comandi|ordini",
    "precedenti|precedente|sopra|anteriori|iniziali|ricevute prima",
  ],
  ["ignora|ignorare|dimentica|tralascia", "precedenti", "istruzioni|indicazioni|regole|direttive|comandi"],
  ["ignoră|ignorați|uită|uitați", "instrucțiunile|indicațiile|regulile|comenzile", "anterioare|precedente|de mai sus"],
);

const SLAVIC_AND_OTHERS = phrases(
  VOID,
  NEAR,
  [
    "zignoruj|ignoruj|zignorujcie|ignorujcie|zapomnij|pomiń|nie przestrzegaj",
    "poprzedni*|wcześniejsz*|powyższ*|dotychczasow*",
    "instrukcj*|poleceni*|wytyczn*|wskazówk*|rozkaz*|zasad*",
  ],
  [
    "ignoruj|zapomeň|ignorujte|zapomeňte",
    "předchozí*|dřívější*|výše uvedené|všechny pokyny",
    "pokyny|instrukce|příkazy|pravidla",
  ],
  [
    "игнорируй*|проигнорируй*|игнорировать|забудь*|не обращай внимания на|не следуй|отмени*",
    "предыдущ*|прежн*|вышеуказанн*|прошл*|вышеприведенн*|ранее данн*|прежде данн*",
    "инструкци*|указани*|команд*|правил*|предписани*|распоряжени*",
  ],
  ["ігноруй*|проігноруй*|забудь*", "попередн*|вищенаведен*|раніш*", "інструкці*|вказівк*|команд*|правил*"],
  [
    "önceki|yukarıdaki|daha önceki",
    "talimat*|komut*|yönerge*|kural*",
    "yok say*|görmezden gel*|unut*|dikkate alma*|göz ardı et*",
  ],
  ["αγνόησε|αγνοήστε|ξέχασε|ξεχάστε", "προηγούμεν*|παραπάνω", "οδηγί*|εντολ*|κανόν*"],
  ["abaikan|lupakan", "instruksi|perintah|petunjuk|arahan", "sebelumnya|di atas|terdahulu"],
  ["bỏ qua|phớt lờ|quên", "hướng dẫn|chỉ dẫn|lệnh|chỉ thị|yêu cầu", "trước|ở trên|bên trên|phía trên"],
);

/** Scripts whose words are not parted from what belongs to them. */
const EASTERN = phrases(
  VOID,
  CLOSE,
  [
    "忽略|无视|無視|忘记|忘記|忽视|忽視|不要遵循|不要遵守|不要理会",
    "之前|以上|上述|先前|前面|此前|上面|原有|系统|系統",
    "指令|指示|提示|命令|规则|規則|要求|设定|設定",
  ],
  ["以前の|上記の|これまでの|前の|今までの|以上の|先の", "指示|命令|プロンプト|指令|ルール|設定", "無視|忘れ|従わない"],
  ["이전|위의|앞의|앞선|지금까지의|기존", "지시|명령|프롬프트|지침|규칙", "무시|잊어|따르지"],
  ["पिछले|पूर्व|ऊपर दिए गए|पहले के|उपरोक्त", "निर्देश|आदेश|नियम", "अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल|उपेक्षा"],
  ["เพิกเฉย|ละเว้น|ลืม|ไม่ต้องสนใจ", "คำสั่ง|คำแนะนำ", "ก่อนหน้า|ข้างต้น|ด้านบน"],
);

const ARABIC = phrases(
  VOID,
  NEAR,
  [
    "تجاهل|تجاهلي|تجاهلوا|انس|لا تتبع|اهمل",
    "التعليمات|الأوامر|التوجيهات|القواعد|الإرشادات",
    "السابقة|أعلاه|المذكورة|السالفة|الأصلية",
  ],
  [
    "دستورات|دستورالعمل‌های|دستورالعملهای|دستورهای|فرمان‌های|راهنمایی‌های",
    "قبلی|پیشین|بالا",
    "نادیده بگیر|فراموش کن|نادیده بگیرید",
  ],
  ["התעלם|התעלמי|התעלמו|שכח", "ההוראות|הנחיות|ההנחיות|הפקודות", "הקודמות|לעיל|שלמעלה"],
);

export const PHRASES: readonly Phrase[] = [
  ...ENGLISH,
  ...GERMANIC,
  ...ROMANCE,
  ...SLAVIC_AND_OTHERS,
  ...EASTERN,
  ...ARABIC,
];
