#!/usr/bin/env bash
# Makes DIR/plan.json by a real `terraform plan` of DIR, pretty-printed so that it has lines.
# With BASE_DIR that is applied first, and DIR is planned against its state.
# Needs terraform, node, and AWS: credentials of a sandbox account, or AWS_ENDPOINT_URL of a local AWS API.
set -euo pipefail
dir=$(cd "$1" && pwd)
base=${2:+$(cd "$2" && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() { terraform -chdir="$work" "$@" >/dev/null; }

if [ -n "${base:-}" ]; then
  cp -R "$base"/. "$work"
  run init -input=false
  run apply -input=false -auto-approve
  find "$work" -maxdepth 1 -name '*.tf' -delete
fi
cp -R "$dir"/. "$work"
rm -rf "$work/base" "$work/plan.json"
run init -input=false
run plan -input=false -out=tfplan
terraform -chdir="$work" show -json tfplan |
  node -e 'process.stdout.write(JSON.stringify(JSON.parse(require("fs").readFileSync(0)), null, 2) + "\n")' >"$dir/plan.json"
