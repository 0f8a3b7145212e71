#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `rpmworks diff` and `changelog` between releases, what `release` and `compose` tell about the published release, and what dnf
# upgrade would do on an installed system.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/web.sh"
need curl gpg jq nginx python3 rpm rpmbuild

# package NAME VERSION MESSAGE LINE…: a commit of a noarch package; the lines follow its head.
package() {
  local name=$1 version=$2 message=$3
  shift 3
  [ -d "repos/$name" ] || git init -q -b main "repos/$name"
  printf '%s\n' "Name: $name" "Version: $version" 'Release: 1' "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' "$@" \
    '%description' x '%install' 'mkdir -p %{buildroot}/opt/up' "echo '$version $message' >%{buildroot}/opt/up/$name" '%files' \
    "/opt/up/$name" >"repos/$name/$name.spec"
  git -C "repos/$name" add -A
  GIT_AUTHOR_DATE="@$time +0000" GIT_COMMITTER_DATE="@$time +0000" git -C "repos/$name" commit -qm "$message"
  time=$((time + 3600))
}
time=1700000000 key=acme moved=packages waivers=() next=
config() {
  local name
  {
    printf '%s\n' 'schema: 1' 'product: upgraded' 'keys:' '  acme: { homedir: gnupg }' '  other: { homedir: other }' 'packages:'
    for name; do printf '  %s: { git: repos/%s%s }\n' "$name" "$name" "$([ "$name" != moved ] || echo ", section: $moved")"; done
    printf '%s\n' 'release:' '  base: [hostbase]'
    [ -z "$next" ] || echo "  next-keys: [$next]"
    [ ${#waivers[@]} = 0 ] || echo '  waivers:'
    for name in "${waivers[@]}"; do
      printf '    - { gate: upgrade, finding: "%s", reason: intended, owner: tester, expires: 2099-01-01 }\n' "$name"
    done
    printf '%s\n' '  sections:' "    packages: { from: builds, sign: $key }" "    extras: { from: builds, sign: $key }" "    sources: { from: srpms, sign: $key }"
  } >repos.yaml
}
for folder in gnupg other; do
  mkdir -m 700 $folder
  gpg --homedir $folder --quiet --batch --passphrase '' --quick-gen-key "$folder <rpm@$folder.example>" rsa2048 sign never 2>/dev/null
  gpgconf --homedir $folder --kill gpg-agent
done

package app 1.0 'Begin'
package extra 1.0 'Begin'
package down 2.0 'Begin'
package old 1.0 'Begin'
package kept 1.0 'Begin'
package moved 1.0 'Begin'
config app extra down old kept moved
check_exit 0 rpmworks release 1.0.0
check 'the first release is compared with nothing' test "${out#*unchanged$'\n\n'}" = "$out"

package app 1.1 'Greet | better <b>

Fixes: #12' 'Requires: kept'
package app 1.2 'Greet best

This closes acme/app#13.' 'Requires: kept'
package down 1.0 'Go back'
package kept 1.0 'Other content, same version'
moved=extras next=other
waivers=('old.noarch removed')
config app extra down kept moved
check_exit 0 rpmworks compose 1.0.1
check 'the page of the release has the commits of its packages' grep -q 'Greet best' releases/1.0.1/index.html
check_same 'and no markup of theirs' 0 "$(grep -c 'better <b>' releases/1.0.1/index.html || true)"
check_contains 'compose ends with what changed' "$out" 'upgraded 1.0.0 → upgraded 1.0.1: '
check_same 'downgrades and removals first' 'DOWNGRADED REMOVED REBUILT' "$(grep -E '^[A-Z]+$' <<<"$out" | head -3 | paste -sd' ')"
check_exit 0 rpmworks --json compose 1.0.1
check_same 'in JSON, too' 2 "$(jq .changes.counts.upgraded <<<"$out")"
check_exit 0 rpmworks publish 1.0.1

check_exit 0 rpmworks --json diff 1.0.0 1.0.1
of() { jq -r --arg kind "$1" '.packages[] | select(.kind == $kind and .arch != "src") | .name' <<<"$out" | sort | paste -sd' '; }
check_same 'downgraded' down "$(of downgraded)"
check_same 'removed' old "$(of removed)"
check_same 'rebuilt' kept "$(of rebuilt)"
check_same 'upgraded' app "$(of upgraded)"
check_same 'moved' moved "$(of moved)"
check_same 'nothing else' '' "$(of added)$(of resigned)$(of rebuilt-or-resigned)"
check_same 'commits, the newest first' 'Greet best Greet | better <b>' \
  "$(jq -r '.packages[] | select(.name == "app" and .arch != "src") | .commits.commits[].subject' <<<"$out" | paste -sd' ')"
check_same 'issues' 'acme/app#13 #12' \
  "$(jq -r '.packages[] | select(.name == "app" and .arch != "src") | .commits.commits[].issues[]' <<<"$out" | paste -sd' ')"
check_same 'of a downgrade, too' 'Go back' "$(jq -r '.packages[] | select(.name == "down" and .arch != "src") | .commits.commits[].subject' <<<"$out")"
check_exit 0 rpmworks diff 1.0.0 1.0.1
releases=$out
check_exit 0 rpmworks diff releases/1.0.0/manifest.json releases/1.0.1/
check_same 'of folders and manifests' "$releases" "$out"
check_exit 0 rpmworks diff 1.0.1 current --exit-code
# Each command of the guide for clients of 1.0.0, and none else.
commands=$(sed -n '/^## From 1.0.0$/,/^## From/ s/^    //p' releases/1.0.1/UPGRADE.md)
check 'the guide has commands' test -n "$commands"
check_exit 0 rpmworks --json diff 1.0.0 1.0.1
check_same 'the commands for clients' "$commands" "$(jq -r '.client_commands.steps[].commands[]' <<<"$out")"
check_contains 'in the text, too' "$releases" "
FOR CLIENTS
"
check_contains 'each in its line' "$releases" "
    $(head -1 <<<"$commands")
"
check_exit 0 rpmworks diff 1.0.1 1.0.0
check_contains 'backwards, they are not known' "$out" 'the commands for clients are not known: 1.0.0 has no UPGRADE.md'

# --- releases on a web server: the headers of what changed are read, not the packages
web "$PWD/releases"
check_exit 0 rpmworks --json diff 1.0.0 1.0.1
on_disk=$(jq 'del(.before, .after, .client_commands, .packages[].commits)' <<<"$out")
check_exit 0 rpmworks --json diff "$url/1.0.0" "$url/1.0.1"
check_same 'the same details' "$on_disk" "$(jq 'del(.before, .after, .client_commands, .packages[].commits)' <<<"$out")"
check_contains 'the commands are not known' "$(jq -r .client_commands.unknown <<<"$out")" 'on a server is not read'
sleep 0.2
check_same 'only parts of packages that differ' '206' "$(awk '/\.rpm HTTP/ { print $9 }' "$TMP/nginx/access.log" | sort -u)"
check_same 'none that is the same in both' '' "$(awk '{ print $7 }' "$TMP/nginx/access.log" | grep -E '/(extra)-.*rpm$' || true)"
mkdir "$TMP/state"
: >"$TMP/state/faults"
"$RPMWORKS_SOURCE/tests/support/faulty-server" "$PWD/releases" "$TMP/state" &
for _ in $(seq 100); do [ -s "$TMP/state/port" ] || sleep 0.05; done
faulty=http://127.0.0.1:$(cat "$TMP/state/port")
check_exit 0 rpmworks --json diff 1.0.0 "$faulty/1.0.1"
check_same 'of a server that cannot send parts' "$on_disk" "$(jq 'del(.before, .after, .client_commands, .packages[].commits)' <<<"$out")"
echo '404 app-.*\.rpm$' >"$TMP/state/faults"
check_exit 0 rpmworks diff 1.0.0 "$faulty/1.0.1"
check_contains 'a package is missing' "$out" 'not compared in detail: cannot read the header of'

# --- a page for a browser
check_exit 0 rpmworks diff 1.0.0 1.0.1 --format html -o page.html
check_same 'nothing on standard output' '' "$out"
check_exit 0 rpmworks diff releases/1.0.0 releases/1.0.1 --format html
check_same 'the same bytes' "$(cat page.html)" "$out"
check_contains 'the title' "$out" '<title>upgraded 1.0.0 → upgraded 1.0.1</title>'
check_same 'texts of commits are escaped' '' "$(grep -F '<b>x' page.html || true)"
check_contains 'a commit' "$out" 'Greet | better &lt;b&gt;'
check_contains 'commands' "$out" "$(head -1 <<<"$commands")"
check_same 'no address of anything else' '' "$(grep -oE '(src|href)="https?:[^"]*' page.html || true)"
check_exit 2 rpmworks diff 1.0.0 1.0.1 --format pdf
check_exit 0 rpmworks diff 1.0.0 1.0.1 --format json -o page.json
check_same 'JSON into a file' 1 "$(jq .schema page.json)"

# --- the change log
check_exit 0 rpmworks changelog 1.0.0 1.0.1
check_same 'the heading' '## upgraded 1.0.1 (2023-11-15)' "$(head -1 <<<"$out")"
check_contains 'a package' "$out" '### app 1.0-1 → 1.2-1

- Greet best (acme/app#13, Tester, `'
check_contains 'escaped' "$out" '- Greet \| better \<b\> (#12, Tester, `'
check_contains 'packages without commits' "$out" '- removed: old 1.0-1'
entry=$out
check_exit 0 rpmworks changelog 1.0.0 1.0.1 --prepend CHANGES.md
check_same 'into a new file' "$entry" "$(cat CHANGES.md)"
check_exit 3 rpmworks changelog 1.0.0 1.0.1 --prepend CHANGES.md
check_contains 'not twice' "$err" 'CHANGES.md:1:1: error: the file already has an entry for this release'
check_same 'the file stays' "$entry" "$(cat CHANGES.md)"
printf '# Changes\n\n## upgraded 1.0.0\n\nFirst.\n' >CHANGES.md
check_exit 0 rpmworks changelog 1.0.0 1.0.1 --prepend CHANGES.md
check_same 'before the earlier entry, after the title' "# Changes

$entry

## upgraded 1.0.0

First." "$(cat CHANGES.md)"
check_exit 0 rpmworks changelog 1.0.1 1.0.0
check_contains 'backwards' "$out" 'These commits are no longer part of the package:'

# --- another key
key=other next=
config app extra down kept moved
check_exit 0 rpmworks release 1.0.2
check_exit 0 rpmworks diff 1.0.1 1.0.2
check_contains 're-signed' "$(head -1 <<<"$out")" ': 10 resigned; 0 unchanged'
check_contains 'the signers' "$out" 'signed by: '
check_contains 'the keys' "$out" 'keys removed: 1'
printf 'schema: 1\nrefuse: [signers]\n' >policy.yaml
check_exit 5 rpmworks diff 1.0.1 1.0.2 --policy policy.yaml
check_exit 5 rpmworks diff 1.0.1 1.0.2 --policy policy.yaml --format html
check_contains 'the policy in the page' "$out" 'policy.yaml:2: signers'
check_exit 0 rpmworks diff 1.0.1 1.0.1 --policy policy.yaml
# Copies without a manifest.
mkdir plain
cp -r releases/1.0.1 plain/1
cp -r releases/1.0.2 plain/2
rm plain/*/manifest.json
check_exit 0 rpmworks --json diff plain/1 plain/2
check_same 'headers tell which packages are re-signed' '10 0' "$(jq -r '.counts | "\(.resigned) \(.rebuilt)"' <<<"$out")"

# --- what dnf upgrade does on a system
need dnf
mkdir "$TMP/root"
rpm --root "$TMP/root" --dbpath /var/lib/rpm -i --nodeps --noscripts releases/1.0.0/packages/*.noarch.rpm >/dev/null 2>&1
check_exit 0 rpmworks --json diff "$TMP/root" releases/1.0.1
check_same 'rpmworks knows what dnf will do' "$(jq -r '.upgrade.changes[] | "\(.kind) \(.before // .after)"' <<<"$out")" 'upgraded app-1.0-1.noarch'
