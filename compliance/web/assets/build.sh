#!/bin/sh
# Builds what the pages look like into built/: components from npm in the versions and hashes of package-lock.json.
set -eu
cd "$(dirname "$0")"
# The certificates that the machine trusts count for npm too.
NODE_OPTIONS="${NODE_OPTIONS:-} --use-system-ca" npm ci --loglevel=error \
	|| { echo "npm could not fetch what the pages are built of; the lines above say why" >&2; exit 1; }
rm -rf built.new
mkdir -p built.new/images
node_modules/.bin/sass --load-path=. --no-source-map --style=compressed --quiet-deps amends.scss built.new/amends.css
cp amends.js js-enabled.js favicon.svg node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js built.new/
cp node_modules/htmx.org/dist/htmx.min.js built.new/
cp node_modules/@ministryofjustice/frontend/moj/assets/images/*.svg built.new/images/
rm -rf built
mv built.new built
