# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Where specs are, how several in one repository are distinguished, and unusable specs.
# shellcheck disable=SC2016,SC2034,SC2154  # the variables of table_test.sh

# --- one spec, in any folder -----------------------------------------------------------------------------------------------
for place in '' rpm/ packaging/ dist/ .packaging/ a/b/c/; do
  row "place_${place//[.\/]/_}"
  spec_at "$place$row.spec"
  file data 'some data'
  commit
  packs "$row-1.0-1"
  holds "$row-1.0.tar.gz" "$row.spec"
  archive "$row-1.0.tar.gz" "$row-1.0/data" "$row-1.0/$place$row.spec"
  installs data
  silent
done

row place-nearest
spec_at rpm/place-nearest.spec
called=other spec_at contrib/deep/other.spec
commit
packs place-nearest-1.0-1
says 'contrib/deep/other.spec'

row place-named
called=nearer spec_at nearer.spec
spec_at far/away/place-named.spec
commit
packs place-named-1.0-1 --spec far/away/place-named.spec

# --- repositories of other kinds ---------------------------------------------------------------------------------------------
row bare
plain
git clone -q --bare . "$TMP/work/bare.git"
enter "$TMP/work/bare.git"
packs bare-1.0-1

row worktree
plain
git worktree add -q --detach "$TMP/work/another-tree"
enter "$TMP/work/another-tree"
packs worktree-1.0-1
installs data

row subfolder
plain
file deep/er/file x
commit
cd deep/er || exit
packs subfolder-1.0-1
archive subfolder-1.0.tar.gz subfolder-1.0/{data,deep/er/file,subfolder.spec}

row blanks
plain
mv "$folder" "$TMP/work/with blanks, \"ünd\" 'quotes'"
enter "$TMP/work/with blanks, \"ünd\" 'quotes'"
packs blanks-1.0-1
installs data

row damaged
plain
file lost 'to be lost'
commit
rm -f ".git/objects/$(git rev-parse HEAD:lost | sed 's|^..|&/|')"
refused 3 'error: cannot read the git object' 'while archiving lost' 'git fetch --refetch --no-filter'

row partial # a clone for which git fetches missing objects on demand
plain
file data 'to be fetched'
commit
git config uploadpack.allowFilter true
git config uploadpack.allowAnySHA1InWant true
git clone -q --no-checkout --filter=tree:0 "file://$PWD" "$TMP/partial-clone"
enter "$TMP/partial-clone"
refused 3 'error: cannot read the git tree' 'git fetch --refetch --no-filter' -- --ref HEAD
git -c maintenance.auto=false fetch -q --refetch --no-filter
packs partial-1.0-1 --ref HEAD

row sha256
rm -rf .git
git init -q -b main --object-format=sha256 .
plain
refused 3 'error: cannot open the git repository'

# --- what specs read from the tree while they are parsed ---------------------------------------------------------------------
row reads-the-tree
file VERSION 7.5
file macros 'URL: https://example.org'
spec_at "$row.spec" 'Source1: VERSION' 'Source2: macros' '%include %{SOURCE2}'
sed -i 's|^Version:.*|Version: %(cat %{_sourcedir}/VERSION)|' "$row.spec"
commit
packs "$row-7.5-1"
holds "$row-7.5.tar.gz" "$row.spec" VERSION macros
tags '%{URL}' https://example.org

row reads-what-is-no-source
file VERSION 7.5
plain
sed -i 's/^Version:.*/Version: %(cat VERSION)/' "$row.spec"
commit
refused 3 "$row.spec:2: error: the spec gives another package without its tree: " \
  'VERSION was read while the spec was parsed, but is not in the package' 'make VERSION a source (SourceN: VERSION, read as %{SOURCEN}), or write its value into the spec'

row reads-with-a-fallback
file VERSION 7.5
plain
sed -i 's/^Version:.*/Version: %(cat VERSION 2>\/dev\/null || echo 0)/' "$row.spec"
commit
refused 3 "$row.spec:2: error: the spec gives another package without its tree: Version is 0 instead of 7.5" \
  'VERSION was read while the spec was parsed, but is not in the package'

row includes-what-is-no-source
file macros.inc 'BuildRequires: make'
spec_at "$row.spec" '%include macros.inc'
commit
refused 3 "the spec gives another package without its tree: " 'macros.inc was read while the spec was parsed'

row builds-with-what-is-no-source # the header stays the same, but the package differs
file scripts/flags '-O3'
prep='%setup -q
echo %(cat scripts/flags 2>/dev/null) >flags' plain
refused 3 "the expanded spec has the line 'echo  >flags' instead of 'echo -O3 >flags'" 'scripts/flags was read while the spec was parsed'

row reads-a-source-in-its-place
file VERSION 7.5
plain 'Source1: VERSION'
sed -i 's/^Version:.*/Version: %(cat VERSION)/' "$row.spec"
commit
refused 3 'VERSION was read from the tree, which the package does not contain; as a source it is %{SOURCE1}' 'hint: read it as %{SOURCE1}'

row opens-in-lua
file VERSION 7.5
plain
sed -i "s/^Version:.*/Version: %{lua: local f = io.open('VERSION') print(f and f:read('l') or '0')}/" "$row.spec"
commit
refused 3 "$row.spec:2: error: the spec gives another package without its tree: Version is 0 instead of 7.5"

# --- the shell of specs, and the output of their commands ---------------------------------------------------------------------
row shell-is-bash
plain '%global id 0123456789abcdef' 'Source1: %(i=%{id}; [[ $i == 0* ]] && echo conf-${i:0:7})'
file conf-0123456 x
commit
packs "$row-1.0-1"
holds "$row-1.0.tar.gz" "$row.spec" conf-0123456

row commands-that-fail
plain 'URL: https://example.org/%(nosuchprogram --version)' 'Provides: %(echo greeting; echo careful >&2)'
packs "$row-1.0-1"
says "warning: $row.spec: line 8: the spec's commands: sh: line 1: nosuchprogram: command not found"

row stand-ins
ending=$'%changelog\n%autochangelog' spec_at "$row.spec"
sed -i 's/^Release:.*/Release: %autorelease/' "$row.spec"
file data 'some data'
commit
packs "$row-1.0-1"
check_same "$row: the stand-in is in the spec" 1 "$(grep -cE '^%(global|define) *autorelease' "$unpacked/$row.spec")"
installs data

row not-utf8
spec_at "$row.spec"
sed -i 's/^One of/Gr\xfc\xdfe/' "$row.spec"
commit
packs "$row-1.0-1"
says 'invalid utf-8 encoding in Description'
apart

# --- several ---------------------------------------------------------------------------------------------------------------
for way in all name spec; do
  row "several-$way"
  for part in one two three; do
    called=$row-$part spec_at "$part/$row-$part.spec"
    file "$part/data" "$part"
  done
  commit
  case $way in
    all) packs "$row-one-1.0-1 $row-three-1.0-1 $row-two-1.0-1" ;;
    name) packs "$row-two-1.0-1" "$row-two" ;;
    spec) packs "$row-one-1.0-1 $row-two-1.0-1" --spec "one/$row-one.spec" --spec "two/$row-two.spec" ;;
  esac
  archive "$row-two-1.0.tar.gz" "$row-two-1.0/"{one,two,three}/data \
    "$row-two-1.0/"{one/"$row"-one,two/"$row"-two,three/"$row"-three}.spec
done

row several-own-folder
for part in one two; do
  called=$row-$part spec_at "$part/$row-$part.spec"
  file "$part/data" "$part"
done
commit
packs "$row-one-1.0-1 $row-two-1.0-1" --own-folder
archive "$row-one-1.0.tar.gz" "$row-one-1.0/data" "$row-one-1.0/$row-one.spec"
content "$row-two-1.0.tar.gz:$row-two-1.0/data" two

row several-subdir
called=outer spec_at outer.spec
spec_at parts/inner/rpm/several-subdir.spec
file parts/inner/data inner
commit
packs several-subdir-1.0-1 --subdir parts/inner
archive several-subdir-1.0.tar.gz several-subdir-1.0/{data,rpm/several-subdir.spec}
installs data

row several-of-a-product
called=one spec_at one.spec
called=two spec_at two.spec
commit
product 'packages:' "  $row: { git: $row }"
refused 3 '2 specs match' '  one.spec' '  two.spec' "$row.yaml:4:3: "

row several-one-bad
called=one spec_at one.spec
called=two spec_at two.spec 'Source1: nowhere.conf'
commit
refused 3 'two.spec:8: error: Source1 nowhere.conf is neither in the tree'

row several-unknown
called=one spec_at one.spec
called=two spec_at two.spec
commit
refused 3 'no three.spec in the tree' 'hint: the tree has one, two' -- three

# --- unusable specs --------------------------------------------------------------------------------------------------------
row no-spec
file README 'No spec'
commit
refused 3 "error: no spec found in the tree"

row only-a-template
spec_at only-a-template.spec.in
commit
refused 3 'only-a-template.spec.in is a template'

row no-commit
spec_at no-commit.spec
refused 3 "error: HEAD names the branch 'main', which has no commit yet"

row no-such-spec
plain
refused 3 'did you mean no-such-spec.spec?' -- --spec no-such-spce.spec

row no-such-ref
plain
refused 3 "error: the repository has no branch, tag or commit 'v9.9'" -- --ref v9.9

row no-such-folder
plain
refused 3 'the tree has no folder nowhere' -- --subdir nowhere

row unclosed
spec_at unclosed.spec '%if 1'
commit
refused 3 'unclosed.spec:8: error: the spec does not parse: ' '  8 | %if 1'

row unknown-macro
plain
sed -i 's/^Version:.*/Version: %{no_such_macro}/' "$row.spec"
commit
refused 3 "unknown-macro.spec:2: error: Version is '%{no_such_macro}', but the macro %no_such_macro is not defined"

row endless-macro
plain '%global endless() %{endless}' '%define round %{round}' 'URL: %{round}'
refused 3 'endless-macro.spec:10: error: the spec does not parse: Too many levels of recursion'

row no-name
file no-name.spec 'Version: 1' 'Release: 1' 'Summary: x' 'License: MIT' '%description' x
commit
refused 3 'no-name.spec: error: the spec does not parse: Name field must be present'

row empty-spec
: >empty-spec.spec
commit
refused 3 'empty-spec.spec: error: the spec does not parse: Name field must be present'

row no-such-target
plain
refused 2 "no target is named 'el10'" -- --target el10

row bad-key
plain
product 'packages:' "  $row: { git: $row, relaese: 1 }"
refused 3 "$row.yaml:4:28: error: unknown key 'relaese' in package 'bad-key'" "did you mean 'release'?"

row bad-value
plain
product 'packages:' "  $row: { git: $row, release: \"1-2\" }"
refused 3 "$row.yaml:4:41: error: 'release' of package 'bad-value' is '1-2'"

row gone
product 'packages:' "  $row: { git: elsewhere }"
refused 3 "$row.yaml:4:3: error: $TMP/work/elsewhere is not in a git repository"

row binary-spec
printf 'Name: b\0b\nVersion: \377\376\n' >binary-spec.spec
commit
refused 3 'binary-spec.spec:2: error: the spec does not parse: Illegal char'

row name-with-a-slash
called=../escaped spec_at name-with-a-slash.spec
commit
refused 3 "name-with-a-slash.spec:1: error: the spec does not parse: Illegal char '/'"
