#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Bad input: one clear message with the name, the position and a hint; the documented exit code; existing files stay unchanged.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"

# --- source packages -------------------------------------------------------------------------------------------------
git_repository nospec 'README=hello'
refused 3 rpmworks srpm nospec -- 'no spec' nospec

git_repository several "a.spec=$(spec a '%description' x)" "b.spec=$(spec b '%description' x)"
check_exit 0 rpmworks srpm several # one for each
check 'several specs make several source packages' test -s a-1.0-1.src.rpm -a -s b-1.0-1.src.rpm
rm -- *.src.rpm
refused 3 rpmworks srpm several c -- c.spec a, b
check_exit 0 rpmworks srpm several --spec b.spec
check '--spec selects one' test -s b-1.0-1.src.rpm
mkdir several/a && touch several/a/file several/taken
git -C several add -A && git -C several commit -qm 'A folder that is called as a package is'
check_same 'a name is a package, even if a folder has the same name' 'a-1.0-1.src.rpm b-1.0-1.src.rpm' \
  "$(cd several && rpmworks -q srpm a b -o ../named | xargs -n 1 basename | xargs)"
refused 2 rpmworks srpm several -o several/taken -- '-o several/taken is a file'
check_exit 0 rpmworks srpm several -o new/folder
check 'a missing output folder is created' test -s new/folder/a-1.0-1.src.rpm
git init -q --object-format=sha256 sha256
refused 3 rpmworks srpm sha256 -- SHA-256 'git fast-export'

git_repository unparsable "u.spec=$(spec u '%if 1' '%description' 'x')"
refused 3 rpmworks srpm unparsable -- u.spec '%if'

refused 3 rpmworks srpm several --spec b.spec --ref v9 -- v9

git_repository missing "m.spec=$(spec m 'Source1: settings.conf' '%description' 'x')"
refused 3 rpmworks srpm missing -- settings.conf m.spec

git_repository hostile "h.spec=$(spec h "%(touch $TMP/work/written; cat /etc/passwd > $TMP/work/stolen)" '%description' x)"
check_exit 0 rpmworks srpm hostile # so it was parsed
check 'a spec writes nothing on the host' test ! -e "$TMP/work/written" -a ! -e "$TMP/work/stolen"

git init -q -b main linked
ln -s /etc/passwd linked/secret
spec l 'Source1: secret' '%description' x >linked/l.spec
git -C linked add -A
git -C linked commit -qm Begin
refused 3 rpmworks srpm linked -- secret
check 'no partial source package is left' test -z "$(find . -name 'l-*' -newer linked/l.spec -not -path './linked/*')"

# --- configuration ---------------------------------------------------------------------------------------------------
example_product product
cd product
sed 's/^packages:/pakcages:/' repos.yaml >bad.yaml
line=$(grep -n '^pakcages:' bad.yaml | cut -d: -f1)
refused 3 rpmworks -c bad.yaml release 1.0.0 -- "bad.yaml:$line:1: error:" pakcages "did you mean 'packages'?"
check 'nothing was made' test ! -e releases

# --- builds ----------------------------------------------------------------------------------------------------------
body() { printf '%s\n' '%description' x '%prep' '%setup -q' '%build' "$@" '%files'; }
git_repository repos/needy "needy.spec=$(spec needy 'BuildRequires: no-such-thing >= 2' "$(body true)")"
git_repository repos/needy2 "needy2.spec=$(spec needy2 'BuildRequires: pkgconfig(nowhere)' "$(body true)")"
git_repository repos/failing "failing.spec=$(spec failing "$(body 'echo the last words' 'exit 7')")"
release_of() { # release_of NAME…: a repos.yaml with only these packages
  printf 'schema: 1\nproduct: greetings\nkeys:\n  greetings: { homedir: gnupg }\npackages:\n'
  local name
  for name; do printf '  %s: { git: repos/%s }\n' "$name" "$name"; done
  printf 'release:\n  sections:\n    packages: { from: builds, sign: greetings }\n    sources: { from: srpms, sign: greetings }\n'
}
release_of needy needy2 >needy.yaml
refused 3 rpmworks -c needy.yaml release 1.0.0 -- needy needy2 'no-such-thing >= 2' 'pkgconfig(nowhere)'
# A missing section for the sources is reported before any package is read.
grep -v 'from: srpms' needy.yaml >sourceless.yaml
refused 5 rpmworks -c sourceless.yaml release 1.0.0 -- 'no section contains the source packages' 'needy (its packages go to packages)'
check 'nothing was built' test ! -e .rpmworks/results

release_of failing >failing.yaml
refused 4 rpmworks -c failing.yaml release 1.0.0 -- failing 'the last words' build.log
log=$(grep -oE '/[^ ]*build\.log' <<<"$err" | head -1)
check 'the log named in the message exists' grep -q 'the last words' "$log"
check 'no release was made' test ! -e releases/1.0.0

# A good release, then a failing one: the good one stays.
check_exit 0 rpmworks release 1.0.0
before=$(find releases -printf '%p %i %T@\n' | sort)
refused 4 rpmworks -c failing.yaml release 1.0.1 -- failing
check_same 'the existing release is unchanged' "$before" "$(find releases -printf '%p %i %T@\n' | sort)"

# --- packages that are not selected ------------------------------------------------------------------------------------
git_repository repos/below "below.spec=$(spec below "$(body true)")"
git_repository repos/above "above.spec=$(spec above 'BuildRequires: below' "$(body true)")"
git_repository repos/beside "beside.spec=$(spec beside "$(body true)")"
release_of below above beside >loose.yaml
echo '# more' >>repos/beside/beside.spec
check_exit 0 rpmworks -c loose.yaml build above
check_same 'an unneeded package may have uncommitted changes' 'above below' "$(awk '/^(above|below|beside) /{print $1}' <<<"$out" | xargs)"
echo '# more' >>repos/below/below.spec
refused 3 rpmworks -c loose.yaml build above -- 'loose.yaml:6:3: error:' 'repos/below has 1 uncommitted file' \
  'while reading below, which above build-requires' 'commit them'
git -C repos/below checkout -q below.spec
refused 3 rpmworks -c loose.yaml build beside -- 'repos/beside has 1 uncommitted file' 'commit them'
git -C repos/beside rm -q --cached beside.spec
git -C repos/beside commit -q -m 'No spec'
# An unreadable package prevents only builds that may need it.
alone() { # alone PART…: above is built, and beside is skipped with these words
  check_exit 0 rpmworks -c loose.yaml build above
  local part
  for part in 'warning: skipping beside, because above does not seem to need it: ' "$@"; do
    check_contains 'the skipped package' "$err" "$part"
  done
  check_same 'it is not built' 'above below' "$(awk '/^(above|below|beside) /{print $1}' <<<"$out" | xargs)"
}
alone 'no spec'
check_exit 0 rpmworks -c loose.yaml why above
check_contains 'why reports it too' "$err" 'warning: skipping beside, because above does not seem to need it: '
refused 3 rpmworks -c loose.yaml build -- 'no spec'
refused 3 rpmworks -c loose.yaml build --dependants above -- 'no spec'
git -C repos/beside reset -q --hard HEAD^
sed -i '/^Version/d' repos/beside/beside.spec
git -C repos/beside commit -qam 'Break it'
alone 'beside.spec'
mv repos/beside repos/away
alone 'repos/beside'
sed 's|repos/beside|http://127.0.0.1:9/beside.git|' loose.yaml >unreachable.yaml
check_exit 0 rpmworks -c unreachable.yaml build above
check_contains 'an unreachable server' "$err" 'warning: skipping beside, because above does not seem to need it: '
# If it may be needed, its own error is shown.
mv repos/away repos/beside
mv repos/below repos/away
refused 3 rpmworks -c loose.yaml build above -- 'repos/below' 'above: below' 'this package is read because above may build-require it'
mv repos/away repos/below
git_repository repos/asking "asking.spec=$(spec asking 'BuildRequires: pkgconfig(wherever)' 'BuildRequires: make' "$(body true)")"
release_of asking beside >asking.yaml
refused 3 rpmworks -c asking.yaml build asking -- 'beside.spec' 'asking: pkgconfig(wherever)'
# Of several, the one that is probably meant, or all.
release_of asking beside below >asking.yaml
mv repos/below repos/away
refused 3 rpmworks -c asking.yaml build asking -- 'asking: pkgconfig(wherever)' 'cannot be read either: '
release_of above beside below >loose.yaml
refused 3 rpmworks -c loose.yaml build above -- 'repos/below' 'above: below'
mv repos/away repos/below
# Even if a repository has a package of that name, which is not the one that is meant.
git_repository repos/using "using.spec=$(spec using 'BuildRequires: make' "$(body true)")"
git init -q repos/make
release_of using make >using.yaml
refused 3 rpmworks -c using.yaml build using -- 'repos/make' 'using: make'
# The names that it provided in its last build are known.
git_repository repos/former "former.spec=$(spec former 'Provides: tool = 1' "$(body true)")"
git_repository repos/user "user.spec=$(spec user 'BuildRequires: tool' "$(body true)")"
release_of former user using >former.yaml
check_exit 0 rpmworks -c former.yaml build
mv repos/former repos/away
refused 3 rpmworks -c former.yaml build user -- 'repos/former' 'user: tool'
check_exit 0 rpmworks -c former.yaml build using

# --- errors known before the builds are reported before them, also by check -------------------------------------------
# early CODE YAML PART… : `release` is refused with nothing built, and `check` reports the same.
early() {
  local code=$1 yaml=$2 part
  shift 2
  rm -rf .rpmworks/results
  refused "$code" rpmworks -c "$yaml" release 5.0 -- "$@"
  check "$yaml: nothing was built" test ! -e .rpmworks/results
  check_exit 3 rpmworks -c "$yaml" check
  for part; do check_contains "check of $yaml" "$out" "$part"; done
}
git_repository repos/early "early.spec=$(spec early "$(body true)")"
release_of early | sed '/from: srpms/d' >sourceless.yaml
early 5 sourceless.yaml 'no section contains the source packages' 'early (its packages go to packages)' 'add one to release.sections'

mkdir -m 700 "$TMP/locked"
gpg --homedir "$TMP/locked" --batch --quiet --pinentry-mode loopback --passphrase-fd 0 \
  --quick-gen-key 'Locked <locked@example.org>' rsa2048 sign never <<<'some words' 2>/dev/null
gpgconf --homedir "$TMP/locked" --kill gpg-agent
release_of early | sed "s|homedir: gnupg|homedir: $TMP/locked|" >locked.yaml
early 6 locked.yaml "the key 'greetings'" 'has a passphrase that its agent does not hold' "--homedir $TMP/locked"

# No source package is made for a release that no key can sign.
rm -rf "$TMP/no-key"
release_of early | sed "s|homedir: gnupg|homedir: $TMP/no-key|" >keyless.yaml
refused 6 rpmworks --store "$TMP/no-key-store" -c keyless.yaml release 5.0 -- "$TMP/no-key"
check_same 'no source package was made' '' "$(find "$TMP/no-key-store" -type f 2>/dev/null || true)"

# A package without a spec.
git_repository repos/specless 'README=hello'
release_of specless >specless.yaml
check_exit 3 rpmworks -c specless.yaml check
check_contains 'check looks for the spec' "$out" 'MISSING  package specless: no spec found in the tree'
check_contains 'with the position of the package' "$out" 'specless.yaml:6'
sed 's|git: repos/specless|&, ref: v9|' specless.yaml >refless.yaml
check_exit 3 rpmworks -c refless.yaml check
check_contains 'and of one with an unknown ref' "$out" "no branch, tag or commit 'v9'"$'\n''           refless.yaml:6'

# A source package signed by its vendor.
check_exit 0 rpmworks -c sourceless.yaml srpm early -o .
mkdir -m 700 "$TMP/vendor"
gpg --homedir "$TMP/vendor" --batch --quiet --passphrase '' --quick-gen-key 'Vendor <v@example.org>' rsa2048 sign never 2>/dev/null
vendor=$(gpg --homedir "$TMP/vendor" --list-keys --with-colons 2>/dev/null | awk -F: '/^fpr/{print $10; exit}')
rpmsign --define '__gpg /usr/bin/gpg' --define "_gpg_path $TMP/vendor" --define "_gpg_name $vendor" \
  --addsign early-1.0-1.src.rpm >/dev/null 2>&1
gpg --homedir "$TMP/vendor" --armor --export >vendor.asc 2>/dev/null
gpgconf --homedir "$TMP/vendor" --kill gpg-agent
release_of early | sed 's|git: repos/early|srpm: early-1.0-1.src.rpm|; s|^keys:|keys:\n  vendor: { public: vendor.asc }|' >vendors.yaml
signed=$(sha256sum early-1.0-1.src.rpm)
early 6 vendors.yaml 'the source package early-1.0-1.src is signed by' "the key 'vendor' ($vendor)" "must be signed by 'greetings'" \
  'rpmsign --delsign'
check_same 'the vendor file is unchanged' "$signed" "$(sha256sum early-1.0-1.src.rpm)"
# Following the hint.
rpmsign --delsign early-1.0-1.src.rpm >/dev/null 2>&1
waivers='  waivers:'
for finding in empty:early.noarch upgrade:{greet,greet-devel,greeter}.x86_64:removed upgrade:python3-greetings.noarch:removed; do
  gate=${finding%%:*} finding=${finding#*:}
  waivers+="\n    - { gate: $gate, finding: ${finding/:/ }, reason: a test, owner: ann, expires: 2999-12-31 }"
done
sed -i "s|^release:|&\n$waivers|" vendors.yaml
check_exit 0 rpmworks -c vendors.yaml compose 5.0
check_same 'it is signed with the key of the product' "$(jq -r .sections[1].signer releases/5.0/manifest.json)" \
  "$(jq -r '.packages[] | select(.nevra == "early-1.0-1.src") | .signatures[0].fingerprint' releases/5.0/manifest.json)"

# --- trust -----------------------------------------------------------------------------------------------------------
mkdir "$TMP/evil"
cp -rL "$HOSTBASE/packages" "$TMP/evil/"
cp "$HOSTBASE/RPM-GPG-KEY-hostbase" "$TMP/evil/"
make_evil() { createrepo_c -q "$TMP/evil"; }
evil_yaml() {
  release_of plain
  printf 'upstreams:\n  evil: { baseurl: "file://%s", trust: [evil] }\n' "$TMP/evil"
  printf 'targets:\n  t: { arch: x86_64, dist: .t, buildroot: { repos: [evil], install: [make] } }\n'
}
git_repository repos/plain "plain.spec=$(spec plain "$(body true)")"
evil_yaml | sed "s|^keys:|keys:\n  evil: { public: $TMP/evil/RPM-GPG-KEY-hostbase }|" >evil.yaml
victim=$(basename "$(ls "$TMP"/evil/packages/make-*.rpm)")
rpmsign --delsign "$TMP/evil/packages/$victim" >/dev/null 2>&1
make_evil
refused 6 rpmworks -c evil.yaml release 2.0.0 -- "${victim%.rpm}" 'sign'
"$RPMWORKS_SOURCE/examples/make-key" "$TMP/other" >/dev/null 2>&1
other=$(gpg --homedir "$TMP/other" --list-keys --with-colons 2>/dev/null | awk -F: '/^fpr/{print $10; exit}')
rpmsign --define '__gpg /usr/bin/gpg' --define "_gpg_path $TMP/other" --define "_gpg_name $other" \
  --addsign "$TMP/evil/packages/$victim" >/dev/null 2>&1
make_evil
refused 6 rpmworks -c evil.yaml release 2.0.0 -- "${victim%.rpm}" "$(tr 'A-F' 'a-f' <<<"${other: -16}")"
gpgconf --homedir "$TMP/other" --kill gpg-agent || true

# Everything is cached; only `trust:` changes, to a key that signed nothing there.
rm -rf "$TMP/evil/packages"
cp -rL "$HOSTBASE/packages" "$TMP/evil/"
make_evil
check_exit 0 rpmworks -c evil.yaml build
check_exit 0 rpmworks -c evil.yaml build
check_contains 'everything is cached' "$out" 'nothing changed'
gpg --homedir "$TMP/other" --export --armor >stranger.asc 2>/dev/null
sed "s|trust: \[evil\]|trust: [stranger]|; s|^keys:|keys:\n  stranger: { public: stranger.asc }|" evil.yaml >stranger.yaml
refused 6 rpmworks -c stranger.yaml build -- 'cannot be trusted' "$other"
refused 6 rpmworks -c stranger.yaml build --force -- 'cannot be trusted'
check_exit 0 rpmworks -c evil.yaml build

# Metadata is not signed: it must not rename a signed package, or choose where files are written.
gunzip -c "$TMP"/evil/repodata/*-primary.xml.gz >primary.xml 2>/dev/null || zstdcat "$TMP"/evil/repodata/*-primary.xml.zst >primary.xml
sed -i "s|<name>make</name>|<name>$TMP/pwned</name>|" primary.xml
check 'the metadata names a file outside of the repository' grep -q "<name>$TMP/pwned</name>" primary.xml
modifyrepo_c --remove primary "$TMP/evil/repodata" >/dev/null
modifyrepo_c --mdtype primary primary.xml "$TMP/evil/repodata" >/dev/null
refused 6 rpmworks -c evil.yaml build --force -- "as $TMP/pwned-"
check_same 'nothing was written there' '' "$(find "$TMP" -maxdepth 1 -name 'pwned*')"

# --- no base repository --------------------------------------------------------------------------------------------------
run rpmworks --cache "$TMP/no-cache" --workspace "$TMP/no-workspace" build
check_same 'no base repository: exit' 3 "$code"
check_contains 'the hint' "$err" 'hint: make it from this machine'

# --- a second run ----------------------------------------------------------------------------------------------------
mkdir -p .rpmworks
exec 9>.rpmworks/lock
flock -n 9
refused 8 rpmworks release 1.0.0 -- "$PWD"
exec 9>&-

# --- a full disk -----------------------------------------------------------------------------------------------------
if [ "$(id -u)" = 0 ] && mkdir "$TMP/small" && mount -t tmpfs -o size=300k tmpfs "$TMP/small" 2>/dev/null; then
  cp -r repos gnupg repos.yaml "$TMP/small/" 2>/dev/null || true
  listed() { (cd "$TMP/small" && find . -path ./.rpmworks -prune -o -type f -exec sha256sum {} + | sort); }
  before=$(listed)
  run rpmworks --workspace "$TMP/small" -c "$PWD/repos.yaml" release 1.0.0
  check_same 'the existing file is unchanged' "$before" "$(listed)"
  umount "$TMP/small"
  check_same 'a full disk is an error' 1 "$code"
  check_contains 'it is named' "$err" 'No space left on device'
  check_contains 'with a hint' "$err" 'free some space'
fi
