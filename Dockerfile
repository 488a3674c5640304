# Borgdeck as a container: built in one stage, run in another that has neither compiler nor development packages.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json rollup.config.js ./
COPY scripts ./scripts
COPY schemas ./schemas
COPY src ./src
COPY widgets ./widgets
RUN npm run build

FROM node:20-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends borgbackup openssh-client tzdata \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir -p /data /sources /repositories /restores
WORKDIR /app
COPY --from=packages /app/package.json ./package.json
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --chmod=0755 docker/entrypoint.sh /usr/local/bin/borgdeck-entrypoint

ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8081 \
    DATA_DIR=/data \
    SOURCE_ROOTS=/sources \
    RESTORE_ROOTS=/restores \
    STOP_JOBS_ON_EXIT=true \
    PUID=1000 \
    PGID=1000
VOLUME /data
EXPOSE 8081
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}${process.env.BASE_PATH ?? ''}/healthz`).then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]

# The entrypoint gives up root for PUID:PGID before anything of Borgdeck runs.
ENTRYPOINT ["borgdeck-entrypoint"]
CMD ["node", "--max-semi-space-size=2", "dist/service/main.js", "serve"]
