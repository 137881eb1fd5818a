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
ENV NODE_ENV=production
WORKDIR /weighbridge
COPY --from=packages /packages/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE ./
USER node
# Pull folders, checkouts and policies are mounted here.
WORKDIR /work
ENTRYPOINT ["node", "/weighbridge/dist/cli.js"]
CMD ["--help"]
