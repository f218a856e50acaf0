# For those without Node: docker run --rm -v "$PWD:/work:ro" iam-miner-lint plan.json
FROM node:22-slim AS build
WORKDIR /build
COPY . .
RUN npm ci --no-audit --no-fund && npm pack --pack-destination /tmp

FROM node:22-slim
COPY --from=build /tmp/iam-miner-lint-*.tgz /tmp/
RUN npm install --global --no-audit --no-fund /tmp/iam-miner-lint-*.tgz && rm /tmp/iam-miner-lint-*.tgz
USER node
WORKDIR /work
ENTRYPOINT ["iam-miner-lint"]
CMD ["--help"]
