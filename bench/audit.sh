# shellcheck shell=bash disable=SC2154 # bench/run sets tmp and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# Questions about 1,000 releases of 1,000 packages each. Sourced by bench/run.
mkdir "$tmp/audit"
bench/make-manifests "$tmp/audit/releases" 1000 1000
printf '%s\n' 'schema: 1' 'product: acme' 'keys: { acme: { homedir: gnupg } }' 'packages: { one: { git: one, ref: v1 } }' 'release:' \
  '  sections:' '    packages: { from: builds, sign: acme }' >"$tmp/audit/repos.yaml"
cd "$tmp/audit" || exit
timed "$tmp/audit.first" rpmworks audit --package package7
line 'audit: index of 1,000 releases' "$(median "$tmp/audit.first")" '' '' 'once'
# shellcheck disable=SC2016  # of jq
query='.packages[] | select(.name == "package7") | input_filename'
timed "$tmp/audit.jq" jq -r "$query" releases/1.0.1??/manifest.json
# One question of each kind; grep reads the same manifests from the page cache.
commit=$(jq -r '.packages[7].origin.commit' releases/1.0.500/manifest.json)
questions=('--package package7' '--package package7*' '--source source3' '--license MIT' '--signer Acme' "--commit $commit" "--digest ${commit:0:12}")
for question in "${questions[@]}"; do
  read -r option value <<<"$question"
  file=$tmp/audit.${option#--}
  for ((i = 0; i < rounds; i++)); do timed "$file" rpmworks audit "$option" "$value"; done
  line "  audit $option" "$(median "$file")" '' '' 'at most 0.1 s'
done
for ((i = 0; i < rounds; i++)); do
  timed "$tmp/audit.grep" grep -rlF '"name": "package7"' releases
  timed "$tmp/audit.again" rpmworks audit --package package7
done
row 'which releases have a package' "$tmp/audit.again" "$tmp/audit.grep" 'grep -rlF on the manifests; at most 0.5'
line '  jq on 100 of the manifests' '' "$(median "$tmp/audit.jq")" '' ''
line '  largest process' "$(peak "$tmp/audit.first" "$tmp/audit.again")" '' '' 'at most 500 MiB'
within 0.5 "$tmp/audit.again" "$tmp/audit.grep"
cd "$OLDPWD" || exit
rm -rf --one-file-system "$tmp/audit"
