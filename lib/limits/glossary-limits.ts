/** Bounds on the glossaries of an account. */

/** Glossaries of one account. */
export const MAX_GLOSSARIES = 100;

/** Terms of one glossary. Each text that is translated is searched for all of them. */
export const MAX_GLOSSARY_TERMS = 2_000;

/** Either side of a term. */
export const MAX_GLOSSARY_TERM_CHARS = 200;

/** All terms of a glossary as JSON, however they came. */
export const MAX_GLOSSARY_BYTES = 1_000_000;

/** A body that brings terms, JSON or CSV. */
export const MAX_GLOSSARY_BODY_BYTES = 1_000_000;

export const MAX_GLOSSARY_NAME_CHARS = 100;
export const MAX_GLOSSARY_DESCRIPTION_CHARS = 1_000;

/** Somebody else changed the same glossary in between. */
export const MAX_GLOSSARY_ROUNDS = 4;
