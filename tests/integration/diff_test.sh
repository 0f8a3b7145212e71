#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `rpmworks manifest` and `rpmworks diff` on folders, repositories, URLs, manifests, locks, rpm databases and installed roots; a
# policy; what others may put into such places; and `dnf repodiff` for comparison. diff_releases_test.sh compares releases.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need rpmbuild rpm createrepo_c python3
RPMWORKS_CACHE=$TMP/cache RPMWORKS_DATA=$TMP/data
export RPMWORKS_CACHE RPMWORKS_DATA
PATH=$(dirname "$RPMWORKS"):$PATH

# package FOLDER NAME EVR [LINE…]: a package; the lines are tags, and after the line %files… the rest of the spec.
arch=noarch build_time=1700000000
package() {
  local folder=$1 name=$2 evr=$3 epoch= line tags=() rest=()
  shift 3
  case $evr in *:*) epoch="Epoch: ${evr%%:*}" evr=${evr#*:} ;; esac
  for line; do
    case $line in %*) rest+=("$line") ;; *) if [ ${#rest[@]} = 0 ]; then tags+=("$line"); else rest+=("$line"); fi ;; esac
  done
  printf '%s\n' "Name: $name" "Version: ${evr%-*}" "Release: ${evr#*-}" "$epoch" "Summary: The package $name" "${license:-License: MIT}" \
    "${tags[@]}" '%description' x "${rest[@]:-%files}" >package.spec
  mkdir -p "$folder"
  rpmbuild -bb --quiet --target "$arch" --define "_topdir $TMP/rpmbuild" --define "_rpmdir $PWD/$folder" \
    --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' --define "_buildhost builder" \
    --define "use_source_date_epoch_as_buildtime 1" --define '_invalid_encoding_terminates_build 0' package.spec >"$TMP/rpmbuild.log" 2>&1 || { cat "$TMP/rpmbuild.log" >&2; fail rpmbuild; }
}
export SOURCE_DATE_EPOCH=$build_time
# lines_of KIND: name.arch and versions of the packages of a kind in the short text in $out.
lines_of() { sed -n "/^$1\$/,/^\$/p" <<<"$out" | sed '1d; /^$/d' | sed 's/^  //; s/  */ /g' | cut -d' ' -f1-4; }

# --- two states of a set of packages ----------------------------------------------------------------------------------------
package one kept 1-1 '%files'
package one upgraded 1.9-1 'Requires: kept' 'Provides: old-feature = 1' '%install' 'mkdir -p %{buildroot}/etc %{buildroot}/usr/bin' \
  'echo a >%{buildroot}/etc/upgraded.conf' 'echo a >%{buildroot}/usr/bin/upgraded' 'echo a >%{buildroot}/usr/bin/gone' \
  '%post' 'echo one' '%files' '%config(noreplace) /etc/upgraded.conf' '/usr/bin/upgraded' '/usr/bin/gone'
package one user-of-feature 1-1 'Requires: old-feature' '%files'
package one downgraded 2-1 '%files'
package one epoch 9-1 '%files'
package one tilde 1.0~rc1-1 '%files'
package one caret 1.0^git1-1 '%files'
package one removed 1-1 '%files'
package one rebuilt 1-1 '%files'
package one resigned 1-1 '%files'
package one licensed 1-1 '%files'
cp one/kept* one/resigned* .
mkdir two && mv kept* resigned* two
license='License: GPLv2+' package two licensed 1-2 'Vendor: Somebody' '%files'
package two upgraded 1.10-1 'Requires: kept' 'Requires: /usr/bin/new-need' '%install' 'mkdir -p %{buildroot}/etc %{buildroot}/usr/bin' \
  'echo b >%{buildroot}/etc/upgraded.conf' 'echo b >%{buildroot}/usr/bin/upgraded' 'echo b >%{buildroot}/usr/bin/added' \
  '%post' 'echo two' '%files' '%config(noreplace) /etc/upgraded.conf' '%attr(4755,root,root) /usr/bin/upgraded' '/usr/bin/added'
package two user-of-feature 1-1 'Requires: old-feature' '%files'
cp one/user-of-feature* two
package two downgraded 1-1 '%files'
package two epoch 1:1-1 '%files'
package two tilde 1.0-1 '%files'
package two caret 1.0^git2-1 '%files'
package two added 1-1 '%files'
package two rebuilt 1-1 'Provides: more' '%files'

check_exit 0 rpmworks diff one two
check_same 'the summary' 'one (folder) → two (folder): 1 downgraded, 1 removed, 1 rebuilt, 5 upgraded, 1 added; 3 unchanged' "$(head -1 <<<"$out")"
check_same 'downgrades come first' DOWNGRADED "$(grep -m1 -E '^[A-Z]{4,}' <<<"$out")"
check_same 'downgraded' 'downgraded.noarch 2-1 → 1-1' "$(lines_of DOWNGRADED)"
check_same 'removed' 'removed.noarch 1-1 packages' "$(lines_of REMOVED | cut -d' ' -f1-3)"
check_same 'rebuilt' 'rebuilt.noarch 1-1 packages' "$(lines_of REBUILT | cut -d' ' -f1-3)"
check_same 'upgraded, by rpm: epoch, tilde and caret' 'caret.noarch 1.0^git1-1 → 1.0^git2-1
epoch.noarch 9-1 → 1:1-1
licensed.noarch 1-1 → 1-2
tilde.noarch 1.0~rc1-1 → 1.0-1
upgraded.noarch 1.9-1 → 1.10-1' "$(lines_of UPGRADED)"
check_contains 'setuid is shouted' "$out" 'NEW SPECIAL PERMISSIONS: 1
    /usr/bin/upgraded is setuid root:root'
check_contains 'configuration files' "$out" '/etc/upgraded.conf has other content'
check_contains 'scriptlets' "$out" '%post changed'
check_contains 'files removed' "$out" 'files removed: 1
    /usr/bin/gone'
check_contains 'licences' "$out" 'licence: MIT → GPLv2+'
check_contains 'vendors' "$out" 'vendor: (none) → Somebody'
check_contains 'requirements' "$out" 'Requires gained: 1
    /usr/bin/new-need'
check_contains 'what is lost but still required' "$out" 'LOST BUT STILL REQUIRED: 1
  old-feature = 1 (of upgraded-1.9-1.noarch) is required by user-of-feature-1-1.noarch'
full=$out
check_exit 0 rpmworks diff one two
check_same 'the same places give the same text' "$full" "$out"
check_exit 0 rpmworks diff two one
check_same 'and the other way round' 'two (folder) → one (folder): 5 downgraded, 1 removed, 1 rebuilt, 1 upgraded, 1 added; 3 unchanged' "$(head -1 <<<"$out")"
check_exit 0 rpmworks diff --short one two
check_same 'the short form has no details' 0 "$(grep -c DETAILS <<<"$out" || true)"
short=$out

# --- the exit code ----------------------------------------------------------------------------------------------------------
check_exit 1 rpmworks diff --exit-code one two
check_exit 0 rpmworks diff --exit-code one one
check_contains 'nothing differs' "$out" 'no package differs; 11 unchanged'

# --- JSON and Markdown ------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks --json diff one two
check 'JSON' python3 - "$TMP/out" <<'END'
import json, sys
diff = json.load(open(sys.argv[1]))
assert diff["schema"] == 1 and diff["before"]["kind"] == "folder", diff
assert diff["counts"]["downgraded"] == 1 and diff["counts"]["unchanged"] == 3
assert [one["kind"] for one in diff["packages"]][:3] == ["downgraded", "removed", "rebuilt"]
upgraded = next(one for one in diff["packages"] if one["name"] == "upgraded")
files = {one["path"]: one for one in upgraded["details"]["files"]}
assert files["/usr/bin/upgraded"]["after"]["mode"] == "104755" and files["/usr/bin/upgraded"]["new_special"]
assert files["/etc/upgraded.conf"]["after"]["config"] == "noreplace" and files["/etc/upgraded.conf"]["other_content"]
assert "after" not in files["/usr/bin/gone"] and "before" not in files["/usr/bin/added"]
script = upgraded["details"]["scriptlets"][0]
assert script["kind"] == "%post" and script["before"]["text"] == "echo one" and script["after"]["program"] == "/bin/sh"
assert upgraded["details"]["requires"]["gained"] == ["/usr/bin/new-need"]
assert upgraded["details"]["provides"]["lost"] == ["old-feature = 1"], upgraded["details"]["provides"]
assert diff["lost"][0]["needed_by"] == ["user-of-feature-1-1.noarch"]
END
check_exit 0 rpmworks diff one two --format markdown
check_contains 'Markdown' "$out" '## Downgraded

| Package | Version | Section | Size |'
check_contains 'its alarming lines' "$out" '- **NEW SPECIAL PERMISSIONS'

# --- the same packages in other places --------------------------------------------------------------------------------------
counts() { sed -n '1s/.*: \(.*\)/\1/p' <<<"$out"; }
expected='1 downgraded, 1 removed, 1 rebuilt, 5 upgraded, 1 added; 3 unchanged'
rpmworks manifest one --format json >one.json
rpmworks manifest two --format json >two.json
check_exit 0 rpmworks diff one.json two.json
check_same 'of two manifests' "$expected" "$(counts)"
mkdir alone && cp one.json two.json alone
check_exit 0 rpmworks diff alone/one.json alone/two.json
check_contains 'what was not read is said' "$out" 'packages were not read, because they are not there: alone/one.json, alone/two.json'
check_exit 0 rpmworks diff <(cat one.json) two
check_same 'of a manifest in a pipe' "$expected" "$(counts)"
createrepo_c -q --general-compress-type=gz one 2>/dev/null || createrepo_c -q one
createrepo_c -q two
check_exit 0 rpmworks diff one two
check_same 'with metadata that is right, there is no warning' '' "$err"
mkdir state && : >state/faults
"$RPMWORKS_SOURCE/tests/support/faulty-server" . state &
while [ ! -s state/port ]; do sleep 0.1; done
url=http://127.0.0.1:$(cat state/port)
check_exit 0 rpmworks diff "$url/one" "$url/two"
check_same 'of two repositories by URL: metadata does not tell why a file differs' "${expected/rebuilt/rebuilt-or-resigned}" "$(counts)"
check_contains 'what metadata lacks is said' "$out" 'not compared, because one side does not know them: permissions, scriptlets'
check_same 'no package is downloaded' 0 "$(grep -c '\.rpm' state/requests || true)"
check_exit 0 rpmworks diff "${url/127/somebody:secret@127}/one" two
check 'no password is shown' test "${out#*secret}${err#*secret}" = "$out$err"
check_exit 0 rpmworks diff "$url/one.json" two
check_same 'of the URL of a manifest' "$expected" "$(counts)"
check_exit 0 rpmworks diff one/upgraded-1.9-1.noarch.rpm two/upgraded-1.10-1.noarch.rpm
check_same 'of two packages' '1 upgraded; 0 unchanged' "$(counts)"

# --- an installed system ----------------------------------------------------------------------------------------------------
mkdir root
rpm --root "$PWD/root" --dbpath /var/lib/rpm -i --nodeps --noscripts one/*.rpm >/dev/null 2>&1
check_same 'the system has the packages' 11 "$(rpm --root "$PWD/root" --dbpath /var/lib/rpm -qa | wc -l)"
check_exit 0 rpmworks diff root two
check_same 'of an installed root: header digests tell what was rebuilt' "$expected" "$(counts)"
check_contains 'with details' "$out" '/usr/bin/upgraded is setuid root:root'
database=$PWD/root/var/lib/rpm
check_exit 0 rpmworks diff "$database" two
check_same 'of its rpm database' "$expected" "$(counts)"
check_exit 0 rpmworks diff one root --exit-code
check_same 'packages and the system that has them do not differ' 'no package differs; 11 unchanged' "$(counts)"
check_exit 0 rpmworks manifest root --format json
cp "$TMP/out" root.json
check_exit 0 rpmworks diff root.json root --exit-code
check_exit 0 rpmworks manifest root
check_contains 'as text' "$out" 'upgraded-1.9-1.noarch'
check_exit 0 rpmworks manifest one --format csv
check_same 'as CSV' 12 "$(wc -l <<<"$out")"

# --- a policy ---------------------------------------------------------------------------------------------------------------
cat >policy.yaml <<'END'
schema: 1
refuse: [downgrades, removals, rebuilds, permissions, lost-provides, outside-dependencies, scriptlets, configuration-files, vendors]
licenses: [MIT]
except:
  - { package: downgraded, rule: downgrades, reason: the new one is broken }
  - { package: nothing, rule: removals, reason: never used }
END
check_exit 5 rpmworks diff one two --policy policy.yaml
for part in 'removed-1-1.noarch: removed: 1-1  (policy.yaml:2: removals)' 'rebuilt-1-1.noarch: has other content' \
  '/usr/bin/upgraded is setuid root:root  (policy.yaml:2: permissions)' 'no longer provides old-feature = 1' \
  'now requires /usr/bin/new-need, which no package there provides' 'changes %post' 'changes the configuration file /etc/upgraded.conf' \
  "has the vendor 'Somebody' instead of ''" 'licensed-1-2.noarch: has a licence that is not allowed: GPLv2+  (policy.yaml:3: licenses)' \
  'accepted: downgraded-1-1.noarch: downgraded: 2-1 → 1-1 (the new one is broken)' 'policy.yaml:6: nothing needs this exception for nothing'; do
  check_contains 'the policy' "$out" "$part"
done
check_exit 0 rpmworks diff one one --policy policy.yaml
check_exit 5 rpmworks --json diff one two --policy policy.yaml
check 'findings in JSON' python3 -c 'import json, sys
policy = json.load(open(sys.argv[1]))["policy"]
assert any(one["rule"] == "removals" and one["line"] == 2 and one["column"] > 1 for one in policy["findings"])' "$TMP/out"
check_exit 5 rpmworks diff "$url/one" "$url/two" --policy policy.yaml
check_contains 'what cannot be checked does not pass' "$out" 'cannot be checked: one side does not know enough about the package'
printf 'schema: 1\nrefuse: [downgrade]\n' >wrong.yaml
check_exit 3 rpmworks diff one two --policy wrong.yaml
check_contains 'a wrong rule' "$err" "wrong.yaml:2:10"
check_contains 'with a hint' "$err" "did you mean 'downgrades'"
check_exit 2 rpmworks diff one two --policy policy.yaml --short

# --- what others may put into such places -----------------------------------------------------------------------------------
refused() { # refused CODE PART PLACE
  check_exit "$1" rpmworks diff "$3" two
  check_contains "the message for $3" "$err" "$2"
  check_contains "a hint for $3" "$err" 'hint: '
  check_same 'nothing is printed' '' "$out"
}
mkdir empty
refused 3 'empty has no packages' empty
refused 3 'there is no file or folder nowhere' nowhere
refused 3 'there is no file or folder no/where' no/where
refused 3 "'ftp://a.example/x' is not a URL that can be read" ftp://a.example/x
refused 7 'is neither a release nor a package repository' "$url/empty"
refused 7 'the server does not have' "$url/nowhere.json"
refused 7 'cannot download' http://127.0.0.1:1/x
# A manifest without end.
check_exit 3 rpmworks diff <(yes '{ "schema": 1 }' 2>/dev/null) two
check_contains 'an endless pipe' "$err" ' is larger than 256.0 MiB'
printf '{ "schema": 2 }' >schema.json
refused 3 'its schema is not 1' schema.json
head -c 1000 one.json >truncated.json
refused 3 'this is not JSON' truncated.json
python3 - <<'END'
import json
manifest = json.load(open("one.json"))
manifest["packages"][0]["file"] = "../../etc/passwd"
json.dump(manifest, open("outside.json", "w"))
manifest["packages"][0]["file"] = "x.rpm"
manifest["future"] = {"a": [1]}
manifest["packages"][0]["future"] = 1
json.dump(manifest, open("future.json", "w"))
END
refused 3 'a plain relative path was expected here' outside.json
check_exit 0 rpmworks diff future.json one
printf '\0\1\2' >binary
refused 3 'binary is not a manifest, a repos.lock, a package or an rpm database' binary
: >nothing
refused 3 'nothing is not a manifest' nothing
printf 'schema: 1\nwhat: ever\n' >other.yaml
refused 3 'other.yaml:' other.yaml
mkdir damaged
head -c 300 one/kept-1-1.noarch.rpm >damaged/kept.rpm
refused 3 '1 package of damaged cannot be read' damaged
mkdir linked outside
cp one/kept-1-1.noarch.rpm outside
cp one/rebuilt-1-1.noarch.rpm linked
ln -s ../outside/kept-1-1.noarch.rpm linked/kept.rpm
ln -s rebuilt-1-1.noarch.rpm linked/inside.rpm
ln -s /dev/zero linked/zero.rpm
check_exit 0 rpmworks manifest linked
check_contains 'links to outside are said' "$err" 'left out, because they are not files in the folder: kept.rpm, zero.rpm'
check_same 'links in the folder are followed' 2 "$(grep -c '^rebuilt-1-1' <<<"$out")"
cp -r one stale
rm stale/kept*
cp two/added* stale
cp two/rebuilt-1-1.noarch.rpm stale/rebuilt-1-1.noarch.rpm
check_exit 0 rpmworks manifest stale
check_contains 'metadata with no file' "$err" 'the metadata of stale lists packages that are missing: kept-1-1.noarch.rpm'
check_contains 'a file with no entry' "$err" 'the metadata of stale does not list packages that are there: added-1-1.noarch.rpm'
check_contains 'other files' "$err" 'packages of stale were changed after its metadata was made: rebuilt-1-1.noarch.rpm'
printf x >>stale/repodata/repomd.xml
check_exit 0 rpmworks manifest stale
check_contains 'metadata that cannot be read' "$err" 'the metadata of stale is not compared'
package strange strange 1-1 '%files'
sed -i "s/^Summary:.*/Summary: $(printf 'caf\xe9 \x1b[31m')/" package.spec
rpmbuild -bb --quiet --target noarch --define "_topdir $TMP/rpmbuild" --define "_rpmdir $PWD/strange" \
  --define '_rpmfilename %%{NAME}.rpm' --define '_invalid_encoding_terminates_build 0' package.spec >/dev/null 2>&1 || true
check_exit 0 rpmworks diff two strange --format markdown
check 'no control character reaches the terminal' test -z "$(LC_ALL=C grep -P '\x1b' "$TMP/out")"
check_exit 0 rpmworks manifest strange --format json
check 'JSON of texts that are not UTF-8' python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' "$TMP/out"
# A database that leads elsewhere.
mkdir -p evil/var/lib
ln -s "$database" evil/var/lib/rpm
refused 3 'evil has no packages' evil
mkdir -p evil2/var/lib/rpm
ln -s "$database/rpmdb.sqlite" evil2/var/lib/rpm/rpmdb.sqlite
refused 3 'rpmdb.sqlite is not a regular file' evil2
mkdir broken
head -c 2000 "$database"/rpmdb.sqlite >broken/rpmdb.sqlite
refused 3 'cannot read the rpm database' broken

# --- dnf repodiff -----------------------------------------------------------------------------------------------------------
need dnf
dnf repodiff --help >/dev/null 2>&1 || skip 'dnf has no plugin repodiff'
dnf -q --setopt=reposdir=/dev/null --setopt=cachedir="$TMP/dnf-cache" --setopt=logdir="$TMP" --releasever=1 \
  --repofrompath="one,file://$PWD/one" --repofrompath="two,file://$PWD/two" repodiff --repo-old=one --repo-new=two \
  --arch=noarch --compare-arch --downgrade >repodiff.txt 2>"$TMP/err" || { cat "$TMP/err" >&2; fail 'dnf repodiff'; }
out=$short
names() { sed -n "s/^$1 *: //p" repodiff.txt | sed 's/-[^-]*-[^-]*$//' | sort; }
check_same 'dnf repodiff: added' "$(names 'Added package')" "$(lines_of ADDED | cut -d. -f1 | sort)"
check_same 'dnf repodiff: removed' "$(names 'Removed package')" "$(lines_of REMOVED | cut -d. -f1 | sort)"
