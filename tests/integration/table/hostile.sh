# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Hostile trees and specs. The file that they try to write is called *escaped*.
# shellcheck disable=SC2034,SC2154  # the variables of table_test.sh

# --- links out of the tree -----------------------------------------------------------------------------------------------------------
row link-to-shadow
ln -s /etc/shadow secret
plain 'Source1: secret'
refused 3 'link-to-shadow.spec:8: error: secret points outside of the tree' '  secret is a symbolic link to /etc/shadow'

row link-up
ln -s ../../../../../../../../etc/passwd secret
plain 'Source1: secret'
refused 3 'link-up.spec:8: error: secret points outside of the tree'

row link-of-a-folder
ln -s /etc SOURCES
plain 'Source1: passwd'
refused 3 'link-of-a-folder.spec:7: error: SOURCES/link-of-a-folder-1.0.tar.gz points outside of the tree'

row link-loop
ln -s other secret
ln -s secret other
plain 'Source1: secret'
refused 3 'link-loop.spec:8: error: secret is a symbolic link in a cycle'

row link-as-spec
ln -s /etc/passwd link-as-spec.spec
commit
refused 3 'error: link-as-spec.spec points outside of the tree'

row source-by-path
plain 'Source1: ../../../../../etc/passwd'
refused 3 'source-by-path.spec:8: error: Source1 passwd is neither in the tree nor in repos.yaml'

# --- names that git never checks out ---------------------------------------------------------------------------------------------------
row tree-up
crafted '040000 .. tree escaped'
refused 3 "error: the git tree has an entry with the unsafe name '..' in '/'" -- --ref HEAD

row tree-dot-git
crafted '040000 .git tree config'
refused 3 "error: the git tree has an entry with the unsafe name '.git' in '/'" -- --ref HEAD

row tree-dot-git-elsewhere
crafted '040000 git~1 tree config'
refused 3 "error: the git tree has an entry with the unsafe name 'git~1' in '/'" -- --ref HEAD

literally() { # literally NAME…: a commit of a tree with these names, in this order, which no git command would create
  local name id
  id=$(git hash-object -w "$row.spec" | sed 's/../\\x&/g')
  git update-ref HEAD "$(git commit-tree -m Crafted "$(
    for name; do printf "100644 %s\\0$id" "$name"; done | git hash-object -w -t tree --literally --stdin)")"
}
row tree-twice
spec_at "$row.spec"
literally "$row.spec" x x
refused 3 "error: the git tree has two entries 'x'" -- --ref HEAD

row tree-with-a-slash
spec_at "$row.spec"
literally "$TMP/escaped" "$row.spec"
refused 3 "error: the git tree has an entry with the unsafe name '$TMP/escaped' in '/'" -- --ref HEAD

row tree-case
crafted '100644 Readme blob upper' '100644 README blob UPPER'
packs "$row-1.0-1" --ref HEAD
archive "$row-1.0.tar.gz" "$row-1.0/"{Readme,README,"$row.spec"}
installs Readme README

# --- too much data -----------------------------------------------------------------------------------------------------------------------
# A loose object gives its size in its header.
row file-of-10-gib
spec_at "$row.spec"
blob=$(printf 'blob 10737418240' | git hash-object -w --stdin)
chmod u+w ".git/objects/${blob:0:2}/${blob:2}"
python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(b"blob 10737418240\0" + b"\0" * 4096))' \
  >".git/objects/${blob:0:2}/${blob:2}"
git add "$row.spec"
git update-index --add --cacheinfo "100644,$blob,zeros"
git commit -q -m Zeros
refused 3 'has 10.0 GiB, but the limit is 1.0 GiB' 'zeros' -- --ref HEAD

row tree-of-trees
spec_at "$row.spec"
entries=$(printf '100644 blob %s\tf' "$(git hash-object -w --stdin <<<x)")
for _ in {1..7}; do
  tree=$(git mktree <<<"$entries")
  entries=$(printf "040000 tree $tree\\tf%02d\\n" {1..10})
done
git add "$row.spec"
git update-ref HEAD "$(git commit-tree -m Bomb "$(
  { echo "$entries" && printf '100644 blob %s\t%s\n' "$(git hash-object -w "$row.spec")" "$row.spec"; } | git mktree)")"
refused 3 'the git tree has more than 1000000 files and folders' -- --ref HEAD

# --- submodules with paths outside -----------------------------------------------------------------------------------------------------------
submodule() { # submodule NAME URL: a repository with this submodule in .gitmodules
  plain
  file .gitmodules "[submodule \"$1\"]" "	path = inner" "	url = $2"
  git add .gitmodules
  git update-index --add --cacheinfo "160000,$(git -C ../library rev-parse HEAD),inner"
  git commit -q -m Submodule
}
row submodule-up
submodule ../../escaped ../library
refused 3 ".gitmodules has a submodule with the unsafe name '../../escaped'" -- --ref HEAD

row submodule-of-a-path
submodule inner "$TMP/work/library"
refused 3 "error: the URL '$TMP/work/library' is a path on this machine" -- --ref HEAD

row submodule-of-a-program
submodule inner "ext::sh -c touch% $TMP/escaped"
refused 3 "error: 'ext::sh -c touch% $TMP/escaped' is not a valid address of a git repository: transport programs are not allowed" -- --ref HEAD

# --- specs that do more than describe a package -------------------------------------------------------------------------------------------------
export TABLE_SECRET=a-secret-of-the-environment
echo a-secret-of-the-home >"$HOME/secret"
payload() { # payload MACRO: a spec that does this while it is parsed; it can be packaged, without any effect
  plain "URL: https://example.org/$1"
  packs "$row-1.0-1"
  check_same "$row: nothing of this machine is in it" '' "$(grep -rlaE 'a-secret-of-the|^root:' "$unpacked" "$made" | grep -v "/$row\.spec\$" || true)"
  check_same "$row: nor in its header" 0 "$(rpm -qp --nosignature --qf '%{URL}' "$made"/*.src.rpm | grep -cE 'a-secret-of-the|root:' || true)"
  check "$row: nothing was written" test ! -e "$TMP/escaped" -a ! -e "$HOME/escaped"
}
row spec-shell && payload "%(touch $TMP/escaped; echo x >$HOME/escaped; cat /etc/shadow $HOME/secret; echo \$TABLE_SECRET)"
row spec-lua && payload "%{lua:os.execute('touch $TMP/escaped'); local f = io.open('$HOME/secret'); if f then print(f:read('a')) end; print(os.getenv('TABLE_SECRET'))}"
row spec-network && payload "%(bash -c 'exec 3<>/dev/tcp/127.0.0.1/$port && echo a-secret-\"of\"-the-net')"
kill "$server"
row spec-overwrites && payload "%(echo escaped >data; echo escaped >%{_sourcedir}/data; rm -rf .)"
content "$row-1.0.tar.gz:$row-1.0/data" 'some data'

row spec-includes
plain "%include $HOME/secret"
refused 3 "spec-includes.spec: error: the spec does not parse: Unable to open $HOME/secret"

row spec-kills
# shellcheck disable=SC2016  # the spec's dollar
plain '%global x %(kill -9 $PPID)'
refused 3 'rpm ended while it parsed the spec'
