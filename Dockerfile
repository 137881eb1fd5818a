# syntax=docker/dockerfile:1
ARG NODE=22-alpine

FROM node:${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# The build comes after the sources; nothing that is installed needs a script of its own.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY src ./src
COPY test/meta/build.mjs ./test/meta/
RUN npm run build

FROM node:${NODE} AS packages
WORKDIR /packages
COPY package.json package-lock.json .npmrc ./
# `prepare` would build, which needs what --omit=dev leaves out.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM node:${NODE}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /weighbridge
COPY --from=packages /packages/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE app.yml ./
# The command line is in the image too: `docker run --rm weighbridge weighbridge --help`.
RUN ln -s /weighbridge/dist/command/weighbridge.js /usr/local/bin/weighbridge && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/weighbridge/dist/app.js"]
