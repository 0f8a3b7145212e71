#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The metadata of sections, compared with createrepo_c's own and read by dnf: packages, groups, advisories.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
need createrepo_c dnf gpg jq rpm rpmbuild xmllint

example_product one
cd one
sed -i 's/    packages: { from: builds, sign: greetings }/    packages: { from: builds, sign: greetings, comps: comps.xml, advisories: advisories.yaml }/' repos.yaml
check_exit 3 rpmworks release 1.0.0
check_contains 'a missing file is found before the builds' "$err" "comps.xml of 'comps' does not exist"
cat >comps.xml <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<comps>
  <group>
    <id>greetings</id>
    <name>Greetings</name>
    <default>true</default>
    <uservisible>true</uservisible>
    <packagelist>
      <packagereq type="mandatory">greeter</packagereq>
      <packagereq type="optional">no-such-package</packagereq>
    </packagelist>
  </group>
</comps>
END
cat >advisories.yaml <<'END'
GREET-2026-1:
  type: security
  severity: important
  title: greeter no longer crashes
  description: |
    A long name crashed it.
  issued: 2026-01-06
  references: [CVE-2026-12345]
  packages: { greeter: 1.0.0-1 }
END
sed -i 's/type: security/type: security-fix/' advisories.yaml
check_exit 3 rpmworks release 1.0.0
check_contains 'and so is an invalid one' "$err" "advisories.yaml:2:9: error: 'type' of advisory 'GREET-2026-1' is 'security-fix'"
sed -i 's/type: security-fix/type: security/' advisories.yaml
check_exit 0 rpmworks release 1.0.0
check_contains 'a package that a group names in vain is told' "$err" \
  'comps.xml: the group greetings names packages that the release does not contain: no-such-package'
release=$PWD/releases/1.0.0

# createrepo_c describes the packages in the same words, except for the time of a file.
for section in packages sources; do
  mkdir "$TMP/$section"
  cp "$release/$section"/*.rpm "$TMP/$section"
  createrepo_c -q --no-database "$TMP/$section"
  for table in primary filelists other; do
    plain() { gzip -dc "$1"/repodata/*-$table.xml.gz | xmllint --format - | sed 's/<time file="[0-9]*"/<time/' | sort; }
    check_same "$table of $section" "$(plain "$TMP/$section")" "$(plain "$release/$section")"
  done
done
check_same 'the time of a file is when the package was built' '' \
  "$(gzip -dc "$release"/packages/repodata/*-primary.xml.gz | sed -n 's/.*<time file="\([0-9]*\)" build="\([0-9]*\)".*/\1 \2/p' | awk '$1 != $2')"
newest=$(rpm -qp --nosignature --qf '%{buildtime}\n' "$release"/packages/*.rpm | sort -n | tail -n 1)
check_contains 'the revision is when the newest package was built' "$(cat "$release/packages/repodata/repomd.xml")" \
  "<revision>$newest</revision>"
check_same 'no other time is in it' "$newest" \
  "$(sed -n 's/.*<timestamp>\([0-9]*\)<.*/\1/p' "$release/packages/repodata/repomd.xml" | sort -u)"
# createrepo_c's own reader accepts the files.
cp -r "$release/packages" "$TMP/read"
check 'createrepo_c --update reads it' createrepo_c -q --no-database --update "$TMP/read"
for file in "$release"/*/repodata/*.gz; do check "gzip -t $file" gzip -t "$file"; done
check 'Python reads it' python3 -c 'import gzip, sys; [gzip.open(f).read() for f in sys.argv[1:]]' "$release"/*/repodata/*.gz

# dnf, on a system with an older greeter.
printf '%s\n' 'Name: greeter' 'Version: 0.9' 'Release: 1' 'Summary: Old' 'License: MIT' '%description' 'Old.' '%files' >"$TMP/greeter.spec"
rpmbuild -bb --quiet --define "_topdir $TMP/rpmbuild" "$TMP/greeter.spec"
mkdir -p "$TMP/root"
rpm --root "$TMP/root" -i --justdb --nodeps --force-debian "$TMP"/rpmbuild/RPMS/*/greeter-0.9-1.*.rpm
client() {
  dnf -q --noplugins --installroot="$TMP/root" --releasever=12 --setopt=reposdir=/dev/null --setopt=cachedir="$TMP/dnf-cache" \
    --setopt=persistdir="$TMP/dnf-state" --setopt=logdir="$TMP" --repofrompath="product,file://$release/packages" \
    --setopt=product.gpgcheck=1 --setopt=product.repo_gpgcheck=1 --setopt="product.gpgkey=file://$release/RPM-GPG-KEY-greetings" -y "$@"
}
check_exit 0 client updateinfo list
check_same 'dnf lists the advisory' "GREET-2026-1 Important/Sec. greeter-1.0.0-1.$(uname -m)" "$(tr -s ' ' <<<"$out")"
check_exit 0 client updateinfo info --cve CVE-2026-12345
check_contains 'and what it is about' "$out" 'A long name crashed it.'
check_contains 'its time is from the file' "$out" '2026-01-06 00:00:00'
check_exit 0 client group info greetings
check_contains 'dnf reads the group' "$out" 'greeter'

# An unchanged section has the same bytes in the next release, and its files are shared on disk.
sed -i 's/greeter no longer/It no longer/' advisories.yaml
check_exit 0 rpmworks compose 1.0.1
check 'sources did not change' diff -r "$release/sources/repodata" releases/1.0.1/sources/repodata
check 'packages did' test ! -e "releases/1.0.1/packages/repodata/$(basename "$release"/packages/repodata/*-updateinfo.xml.gz)"
primary=$(basename "$release"/packages/repodata/*-primary.xml.gz)
check_same 'unchanged files are one file on disk' "$(stat -c %i "$release/sources/repodata"/*-primary.xml.gz)" \
  "$(stat -c %i releases/1.0.1/sources/repodata/*-primary.xml.gz)"
check 'primary did not change' cmp "$release/packages/repodata/$primary" "releases/1.0.1/packages/repodata/$primary"
# Without the kept metadata the same release has the same bytes.
cp -r releases/1.0.1 "$TMP/before"
rm -r .rpmworks/store/records/repodata .rpmworks/store/records/repodata-block releases/1.0.1
check_exit 0 rpmworks compose 1.0.1
check 'the store changes nothing' diff -r "$TMP/before" releases/1.0.1
for name in 1.0.0 1.0.1; do check_exit 0 rpmworks verify "$name"; done

# --- advisories from commits ---------------------------------------------------------------------------------------------------
sed -i 's|advisories: advisories.yaml|advisories: { file: advisories.yaml, trailers: true }|; s|\(greeter:.*\), ref: v1.0.0|\1|' repos.yaml
# commit_greeter VERSION MESSAGE: a new version of greeter.
commit_greeter() {
  sed -i "s/^Version:.*/Version: $1/" repos/greeter/greeter.spec
  git -C repos/greeter commit -qam "$2"
}
updateinfo() { gzip -dc releases/"$1"/packages/repodata/*-updateinfo.xml.gz; }
commit_greeter 1.0.2 $'Check names\n\nAn <empty> name & others crashed.\n\nFixes: CVE-2026-2222, https://bugs.acme.example/9\nAdvisory: GREET-2026-2\nAdvisory-Severity: moderate'
fixed=$(git -C repos/greeter rev-parse HEAD)
git -C repos/greeter commit -q --allow-empty -m $'Fix\n\nFixes: CVE-2026-3333'
check_exit 0 rpmworks compose 1.0.2
check_contains 'a fix without an advisory is reported' "$err" 'of greeter fixes a vulnerability, but names no advisory'
release=$PWD/releases/1.0.2
check_exit 0 client --refresh updateinfo list
check_same 'dnf lists the advisories of the file and of the commit' "GREET-2026-1 Important/Sec. greeter-1.0.0-1.$(uname -m)
GREET-2026-2 Moderate/Sec.  greeter-1.0.2-1.$(uname -m)" "$(tr -s ' ' <<<"$out" | sed 's/Moderate\/Sec. /Moderate\/Sec.  /' | sort)"
check_exit 0 client updateinfo info --cve CVE-2026-2222
check_contains 'its text' "$out" 'An <empty> name & others crashed.'
check_contains 'its title' "$out" 'Check names'
check_contains 'its time is that of the commit' "$out" \
  "$(TZ=UTC git -C repos/greeter log -1 --format=%cd --date=format-local:'%Y-%m-%d %H:%M:%S' "$fixed")"
check_contains 'it names the commit' "$(updateinfo 1.0.2)" "id=\"$fixed\""
# A later release keeps it, with the version that fixed the problem.
commit_greeter 1.0.3 'Say more'
check_exit 0 rpmworks compose 1.0.3
release=$PWD/releases/1.0.3
check_exit 0 client --refresh updateinfo list
check_contains 'a later release keeps the advisory' "$out" "greeter-1.0.2-1.$(uname -m)"
check_same 'each once' 2 "$(wc -l <<<"$out")"
cp -r releases/1.0.3 "$TMP/commits"
rm -r .rpmworks/store/records/repodata .rpmworks/store/records/repodata-block .rpmworks/releases/1.0.3.json releases/1.0.3
check_exit 0 rpmworks compose 1.0.3
check 'the same bytes' diff -r "$TMP/commits" releases/1.0.3
# A commit whose trailer is wrong, until repos.yaml ignores it.
commit_greeter 1.0.4 $'Typo\n\nAdvisory: GREET-2026-4\nAdvisory-Severity: terrible'
wrong=$(git -C repos/greeter rev-parse HEAD)
check_exit 3 rpmworks compose 1.0.4
check_contains 'the commit and its line' "$err" "message of commit ${wrong:0:12} of greeter:4: error: 'Advisory-Severity' is 'terrible', not critical"
sed -i "s|trailers: true|trailers: true, ignore: [$wrong]|" repos.yaml
check_exit 0 rpmworks compose 1.0.4
check_same 'it makes no advisory' 0 "$(updateinfo 1.0.4 | grep -c GREET-2026-4 || true)"
# A revert of a commit that clients have.
commit_greeter 1.0.5 "Revert

This reverts commit $fixed."
check_exit 0 rpmworks compose 1.0.5
check_contains 'the advisory is left out' "$err" "the advisory GREET-2026-2 of the release 1.0.4 is left out, because its commit ${fixed:0:12} was reverted"
check_same 'so it is not there' 0 "$(updateinfo 1.0.5 | grep -c GREET-2026-2 || true)"
check_exit 0 rpmworks verify 1.0.5
# A shallow clone lacks the commits since the release before.
commit_greeter 1.0.6 $'More\n\nAdvisory: GREET-2026-6'
git clone -q --depth 1 "file://$PWD/repos/greeter" "$TMP/shallow"
sed -i "s|repos/greeter|$TMP/shallow|" repos.yaml
check_exit 0 rpmworks compose 1.0.6
check_contains 'its history is not known' "$err" 'no advisories from commits of greeter, because the history since the release before cannot be read'
