# The service on a machine of one's own: docs/self-hosting.md. State is in Redis; nothing is written here.
FROM node:24.21.0-trixie-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund --ignore-scripts

FROM node:24.21.0-trixie-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json vercel.json LICENSE ./
COPY api ./api
COPY lib ./lib
COPY dev ./dev
COPY server ./server
COPY public ./public
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "server/check-health.ts"]
CMD ["node", "server/main.ts"]
