#!/usr/bin/env bash
# Makes DIR/plan.json by a real `terraform plan` of DIR, pretty-printed so that it has lines.
# With BASE_DIR that is applied first, DIR is planned against its state, and what was applied is destroyed again.
# With OUTSIDE_DIR that is applied in between, with a state of its own, as somebody would who does not use this state.
# A plan that ends with an error is kept if Terraform keeps it. TF_CLI_ARGS_plan holds further arguments of `terraform plan`.
# Needs terraform, node, and AWS: credentials of a sandbox account, or AWS_ENDPOINT_URL of a local AWS API.
set -euo pipefail
if [ $# -lt 1 ]; then
  echo 'usage: make-plan.sh DIR [BASE_DIR [OUTSIDE_DIR]], with terraform and node on the path and AWS credentials or AWS_ENDPOINT_URL' >&2
  exit 2
fi
dir=$(cd "$1" && pwd)
base=${2:+$(cd "$2" && pwd)}
outside=${3:+$(cd "$3" && pwd)}
work=$(mktemp -d)
other=$(mktemp -d)

in_folder() { terraform -chdir="$1" "${@:2}" >/dev/null; }
run() { in_folder "$work" "$@"; }

finish() {
  if [ -f "$work/terraform.tfstate" ]; then run destroy -input=false -auto-approve || true; fi
  if [ -f "$other/terraform.tfstate" ]; then in_folder "$other" destroy -input=false -auto-approve || true; fi
  rm -rf "$work" "$other"
}
trap finish EXIT

if [ -n "$base" ]; then
  cp -R "$base"/. "$work"
  run init -input=false
  run apply -input=false -auto-approve
  find "$work" -maxdepth 1 -name '*.tf' -delete
fi
if [ -n "$outside" ]; then
  cp -R "$outside"/. "$other"
  in_folder "$other" init -input=false
  in_folder "$other" apply -input=false -auto-approve
fi
cp -R "$dir"/. "$work"
rm -rf "$work/base" "$work/outside" "$work/plan.json"
run init -input=false
run plan -input=false -out=tfplan || [ -f "$work/tfplan" ]
terraform -chdir="$work" show -json tfplan |
  node -e 'process.stdout.write(JSON.stringify(JSON.parse(require("fs").readFileSync(0)), null, 2) + "\n")' >"$work/plan.json"
mv "$work/plan.json" "$dir/plan.json"
