#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Modules of an upstream: the streams that clients enable are selected, and clients learn which; the product's own packages are never
# hidden by modules. Compared with dnf.
# shellcheck disable=SC2016,SC2154  # messages have backquotes; run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/vendor.sh"
need dnf gpg rpm rpmbuild rpmsign createrepo_c modifyrepo_c jq
[ "$(id -u)" = 0 ] || skip 'dnf installs into a root only as root'

# module NAME STREAM CONTEXT PACKAGE [REQUIREMENT]: a document of modules.yaml.
module() {
  printf '%s\n' '---' 'document: modulemd' 'version: 2' 'data:' "  name: $1" "  stream: \"$2\"" '  version: 1' "  context: $3" '  arch: x86_64' \
    '  summary: x' '  description: x' '  license: { module: [MIT] }' '  dependencies:' '  - requires:' '      platform: [el8]' ${5:+"      $5"} \
    '  artifacts:' '    rpms:' "    - $4" '...'
}
default() { printf '%s\n' '---' 'document: modulemd-defaults' 'version: 1' 'data:' "  module: $1" "  stream: \"$2\"" '...'; }

vendor_key stream
vendor=$TMP/vendor
vendor_package stream "$vendor" node 10 'ModularityLabel: node:10:1:aaaa'
vendor_package stream "$vendor" node 18 'ModularityLabel: node:18:1:bbbb'
vendor_package stream "$vendor" node 19
vendor_package stream "$vendor" engine 3 'ModularityLabel: engine:3:1:cccc'
vendor_package stream "$vendor" shell 1 'ModularityLabel: shell:1:1:dddd'
{
  module node 10 aaaa node-0:10-1.noarch
  module node 18 bbbb node-0:18-1.noarch 'engine: ["3"]'
  module engine 3 cccc engine-0:3-1.noarch
  module shell 1 dddd shell-0:1-1.noarch
  default node 10
  default shell 1
} >"$TMP/modules.yaml"
vendor_index "$vendor" 1
modifyrepo_c --mdtype=modules "$TMP/modules.yaml" "$vendor/repodata" >/dev/null

# package NAME VERSION LINE…: a repository with a noarch package.
package() {
  rm -rf "repos/$1"
  git_repository "repos/$1" "$1.spec=$(printf '%s\n' "Name: $1" "Version: $2" 'Release: 1' "Summary: The package $1" 'License: MIT' \
    'BuildArch: noarch' "${@:3}" '%description' x '%install' "mkdir -p %{buildroot}/opt/$1" '%files' "/opt/$1")"
}
modules=''
config() {
  cat >repos.yaml <<YAML
schema: 1
product: modular
keys:
  acme: { homedir: gnupg }
  stream: { public: $TMP/vendors/stream.asc }
upstreams:
  stream: { baseurl: file://$vendor, trust: [stream] }
targets:
  el8: { $modules buildroot: { repos: [hostbase] } }
packages:
  app: { git: repos/app }
  shell: { git: repos/shell }
release:
  baseurl: file://$PWD/releases
  targets: [el8]
  base: [hostbase]
  sections:
    packages: { from: builds, sign: acme }
    sources: { from: srpms, sign: acme }
    deps/stream: { from: upstream, upstream: stream, metadata: [modules] }
YAML
}
"$RPMWORKS_SOURCE/examples/make-key" gnupg >/dev/null 2>&1
taken() { jq -r '.packages[] | select(.section == "deps/stream") | .nevra' "releases/$1/manifest.json" | sort | paste -sd' '; }
# client ROOT REPOS ARGUMENT…: dnf with the .repo files of a folder.
client() {
  local root=$TMP/$1 repos=$2
  shift 2
  dnf -q -y --noplugins --installroot="$root" --releasever=8 --setopt=reposdir="$repos" --setopt=install_weak_deps=False \
    --setopt=module_platform_id=platform:el8 --setopt=cachedir="$root-cache" --setopt=persistdir="$root-state" --setopt=logdir="$TMP" \
    "$@" >"$TMP/dnf.log" 2>&1
}

# ---- the default stream
package app 1.0 'Requires: node'
package shell 2
config
check_exit 0 rpmworks release 1.0.0
check_same 'the default stream' node-10-1.noarch "$(taken 1.0.0)"
check_same 'clients need not enable anything' '' "$(grep 'dnf module' releases/modular.repo || true)"

# ---- the product's own packages: the module shell of the vendor has a package of that name
check_same 'modules hide packages of the vendor only' 'modular-packages' \
  "$(awk '/^\[/ { id = substr($0, 2, length - 2) } /^module_hotfixes=1/ { print id }' releases/modular.repo)"
mkdir "$TMP/repos"
printf '%s\n' '[stream]' 'name=stream' "baseurl=file://$vendor" 'gpgcheck=1' "gpgkey=file://$TMP/vendors/stream.asc" >"$TMP/repos/stream.repo"
cp releases/modular.repo "$TMP/repos/"
check 'dnf installs the package of the product' client hotfix "$TMP/repos" install shell
check_same 'not that of the module' shell-2-1.noarch "$(rpm --root "$TMP/hotfix" -q shell)"
sed -i /module_hotfixes/d "$TMP/repos/modular.repo"
check 'without its setting' client hidden "$TMP/repos" install shell
check_same 'the module hides the package' shell-1-1.noarch "$(rpm --root "$TMP/hidden" -q shell)"

# ---- another stream
package app 1.1 'Requires: node >= 18'
modules='modules: ["node:20"],'
config
refused 3 rpmworks release 1.1.0 -- 'the module node has no stream 20' 'its streams: 10, 18' "repos.yaml:9:20"
modules='modules: ["node:18"],'
config
refused 3 rpmworks release 1.1.0 -- 'node:18 requires engine:3, which is not enabled' 'list that stream in `modules`, too'
modules='modules: ["node:18", "engine:3"],'
config
check_exit 0 rpmworks release 1.1.0
check_same 'the stream that clients enabled' node-18-1.noarch "$(taken 1.1.0)"
remark='# Some packages need modules: dnf module enable node:18 engine:3'
check_same 'its .repo file says so' "$remark" "$(grep 'dnf module' releases/1.1.0/modular.repo)"
check_same 'and the one beside the releases' "$remark" "$(grep 'dnf module' releases/modular.repo)"
check_contains 'and the guide' "$(<releases/1.1.0/UPGRADE.md)" '    dnf module reset node engine
    dnf module enable node:18 engine:3'
check_exit 0 rpmworks verify 1.1.0
check_exit 0 rpmworks lock --check
modules=''
config
check_exit 5 rpmworks lock --check

# ---- as dnf does it
mkdir "$TMP/follow"
cp releases/modular.repo "$TMP/follow/"
check 'dnf does not see the stream' test "$(client fresh "$TMP/follow" install app; echo $?)" = 1
check 'until it is enabled' client fresh "$TMP/follow" module enable node:18 engine:3
check 'then it installs' client fresh "$TMP/follow" install app
check_same 'the package of the stream' node-18-1.noarch "$(rpm --root "$TMP/fresh" -q node)"
mkdir "$TMP/direct"
cp "$TMP/repos/stream.repo" "$TMP/direct/"
check 'from the vendor itself' client direct "$TMP/direct" module enable node:18
check 'the same package' client direct "$TMP/direct" install node
check_same 'as rpmworks took' "$(taken 1.1.0)" "$(rpm --root "$TMP/direct" -q node)"

# An existing system follows the guide.
cp releases/1.0.0/modular.repo "$TMP/follow/"
check 'a system with 1.0.0' client old "$TMP/follow" install app shell
cp releases/modular.repo "$TMP/follow/"
mapfile -t steps < <(sed -n 's/^    dnf //p' releases/1.1.0/UPGRADE.md)
for step in "${steps[@]}"; do
  # shellcheck disable=SC2086  # the words of a command
  check "dnf $step" client old "$TMP/follow" $step
done
check_same 'has 1.1.0' 'app-1.1-1.noarch node-18-1.noarch' "$(rpm --root "$TMP/old" -q app node | paste -sd' ')"
