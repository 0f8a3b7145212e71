#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `rpmworks chain`: what a chain of repositories gives, compared with what dnf installs from it.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
need rpmbuild createrepo_c python3
RPMWORKS_CACHE=$TMP/cache RPMWORKS_DATA=$TMP/data
export RPMWORKS_CACHE RPMWORKS_DATA
PATH=$(dirname "$RPMWORKS"):$PATH

# package REPOSITORY NAME EVR [LINE…]: a package without files; $arch is its architecture.
arch=noarch
package() {
  local repository=$1 name=$2 evr=$3 epoch=0
  shift 3
  case $evr in *:*) epoch=${evr%%:*} evr=${evr#*:} ;; esac
  printf '%s\n' "Name: $name" "Version: ${evr%-*}" "Release: ${evr#*-}" "Epoch: $epoch" "Summary: The package $name" 'License: MIT' \
    "$@" '%description' x '%files' >package.spec
  mkdir -p "$repository"
  rpmbuild -bb --quiet --target "$arch" --define "_topdir $TMP/rpmbuild" --define "_rpmdir $PWD/$repository" \
    --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' package.spec >/dev/null 2>&1
}
metadata() { for repository; do createrepo_c -q --general-compress-type=gz "$repository" 2>/dev/null || createrepo_c -q "$repository"; done; }
# rows: "PACKAGE VERSION ARCH REPOSITORY" of the effective packages in $out.
rows() { sed -n '/^PACKAGE /,/^$/p' <<<"$out" | sed '1d; /^$/d' | awk '{ print $1, $2, $3, $4 }'; }
kinds() { sed -n 's/^\([a-z-]*\): .*/\1/p' <<<"$out"; }

# --- a chain like those that products leave behind -----------------------------------------------------------------------
package chain/1.0.0 nova 1-1
package chain/1.0.0 nova-volume 1-1
package chain/1.0.0 glance 10-1
package chain/1.0.0 old 1-1
package chain/1.0.0 odd 1-1
arch=x86_64 package chain/1.0.0 lib 1-1
package chain/1.0.1 nova 2-1
package chain/1.0.1 glance 9-1
package chain/1.0.1 new 1-1 'Obsoletes: old < 2'
package chain/1.0.1 odd 1-1 'Vendor: Somebody else'
package chain/1.0.2 nova 1:1-1
arch=x86_64 package chain/1.0.2 lib 1-2
metadata chain/*
check_exit 0 rpmworks chain chain/1.0.0 chain/1.0.1 chain/1.0.2
check_same 'what clients get' 'glance 10-1 noarch 1.0.0
lib 1-2 x86_64 1.0.2
new 1-1 noarch 1.0.1
nova 1:1-1 noarch 1.0.2
nova-volume 1-1 noarch 1.0.0
odd 1-1 noarch 1.0.1' "$(rows)"
check_contains 'what is shadowed' "$out" '1:1-1    noarch  1.0.2       2-1 (1.0.1), 1-1 (1.0.0)'
check_contains 'signatures are not checked' "$out" '3 repositories, the oldest first; signatures of packages were not checked'
check_contains 'what each repository contributes' "$out" "1.0.0              6          2  $PWD/chain/1.0.0"
check_same 'findings, the most important first' 'different-content
newer-before
obsoleted' "$(kinds)"
check_contains 'a client does not downgrade' "$out" \
  '1.0.1 has glance-9-1.noarch, but clients keep or get glance-10-1.noarch of 1.0.0, which is newer'
check_contains 'one version with other contents' "$out" 'odd-1-1.noarch in 1.0.0 and 1.0.1: different packages'
check_contains 'obsoleted' "$out" 'old-1-1.noarch of 1.0.0 is obsoleted by new-1-1.noarch of 1.0.1'
check_same 'stderr is empty' '' "$err"
before=$out

check_exit 0 rpmworks --json chain chain/1.0.0 chain/1.0.1 chain/1.0.2
check 'JSON' python3 - "$TMP/out" "$PWD" <<'END'
import hashlib, json, pathlib, sys
chain = json.load(open(sys.argv[1]))
here = pathlib.Path(sys.argv[2])
assert chain["signatures_checked"] is False
assert [(one["name"], one["packages"], one["effective"]) for one in chain["repositories"]] == \
    [("1.0.0", 6, 2), ("1.0.1", 4, 2), ("1.0.2", 2, 2)]
for one in chain["repositories"]:
    repomd = pathlib.Path(one["address"], "repodata/repomd.xml").read_bytes()
    assert one["repomd_sha256"] == hashlib.sha256(repomd).hexdigest()
packages = {one["name"]: one for one in chain["packages"]}
nova = packages["nova"]
assert (nova["epoch"], nova["version"], nova["release"], nova["arch"]) == ("1", "1", "1", "noarch")
assert nova["source"] == "nova-1-1.src.rpm"
assert nova["shadows"] == [{"nevra": "nova-2-1.noarch", "repository": "1.0.1"}, {"nevra": "nova-1-1.noarch", "repository": "1.0.0"}]
for one in chain["packages"]:
    file = here / "chain" / one["repository"] / one["location"]
    assert one["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert one["size"] == file.stat().st_size
downgrade = [one for one in chain["findings"] if one["kind"] == "newer-before"]
assert len(downgrade) == 1
assert downgrade[0]["package"] == {"nevra": "glance-10-1.noarch", "repository": "1.0.0"}
assert downgrade[0]["other"] == {"nevra": "glance-9-1.noarch", "repository": "1.0.1"}
END

# The same from the cache, from URLs, and over HTTP.
check_exit 0 rpmworks chain "file://$PWD/chain/1.0.0" chain/1.0.1/ ./chain/1.0.2
check_same 'file URLs and other spellings' "$(sed -n '/^PACKAGE/,$p' <<<"$before")" "$(sed -n '/^PACKAGE/,$p' <<<"$out")"
mkdir state && : >state/faults
"$RPMWORKS_SOURCE/tests/support/faulty-server" chain state &
while [ ! -s state/port ]; do sleep 0.1; done
url=http://127.0.0.1:$(cat state/port)
check_exit 0 rpmworks chain "$url/1.0.0" "$url/1.0.1" "$url/1.0.2"
check_same 'over HTTP' "$(sed -n '/^PACKAGE/,$p' <<<"$before")" "$(sed -n '/^PACKAGE/,$p' <<<"$out")"
check_same 'no package is downloaded' 0 "$(grep -c '\.rpm' state/requests)"
check_exit 0 rpmworks chain "${url/127/somebody:secret@127}/1.0.0"
check 'no password is shown' test "${out#*secret}" = "$out"
echo '404 repomd' >state/faults
refused_chain() { # refused_chain CODE PART ARGUMENT…
  check_exit "$1" rpmworks chain "${@:3}"
  check_contains "the message for ${*:3}" "$err" "$2"
  check_contains 'it has a hint' "$err" 'hint: '
  check_same 'nothing is printed' '' "$out"
}
refused_chain 7 "$url/1.0.9" "$url/1.0.9"

# --- upstreams of repos.yaml, and wrong arguments ------------------------------------------------------------------------
refused_chain 2 "no repository '1.0.0'" 1.0.0
refused_chain 2 "no repository 'chain/1.0.9'" chain/1.0.9
refused_chain 2 "no repository 'ftp://a.example/x'" ftp://a.example/x
refused_chain 2 "the repository 'chain/1.0.0/' is given twice" chain/1.0.0 chain/1.0.0/
refused_chain 7 'no repository chain at' chain
check_exit 2 rpmworks chain
mkdir -p product
gpg --homedir "$HOME" --quiet --batch --passphrase '' --quick-gen-key 'Acme <rpm@acme.example>' rsa2048 sign never 2>/dev/null
gpg --homedir "$HOME" --batch --export --armor >product/acme.asc 2>/dev/null
gpgconf --homedir "$HOME" --kill all
cat >product/repos.yaml <<END
schema: 1
product: p
keys: { acme: { public: acme.asc } }
upstreams:
  first: { baseurl: $PWD/chain/1.0.0, trust: [acme] }
END
check_exit 0 rpmworks -c product/repos.yaml chain first chain/1.0.1
check_contains 'an upstream by its name' "$out" 'first              6          '
refused_chain 2 "did you mean 'first'" fist -c product/repos.yaml
# A repos.yaml that is not needed is not read.
echo 'schema: [' >repos.yaml
check_exit 0 rpmworks chain chain/1.0.0
rm repos.yaml

# --- what others may put into metadata -----------------------------------------------------------------------------------
mkdir -p hostile/repodata
hostile() { # hostile PACKAGE-XML: writes the repository `hostile`
  python3 - "$1" <<'END'
import gzip, hashlib, sys
primary = ('<?xml version="1.0" encoding="UTF-8"?><metadata xmlns="http://linux.duke.edu/metadata/common" '
           'xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="1">' + sys.argv[1] + "</metadata>").encode()
packed = gzip.compress(primary)
open("hostile/repodata/primary.xml.gz", "wb").write(packed)
open("hostile/repodata/repomd.xml", "w").write(
    '<repomd xmlns="http://linux.duke.edu/metadata/repo"><data type="primary"><checksum type="sha256">'
    + hashlib.sha256(packed).hexdigest() + '</checksum><location href="repodata/primary.xml.gz"/></data></repomd>')
END
}
xml() { # xml NAME VERSION MORE
  printf '<package type="rpm"><name>%s</name><arch>noarch</arch><version epoch="0" ver="%s" rel="1"/>' "$1" "$2"
  printf '<checksum type="sha256" pkgid="YES">%064d</checksum><size package="1" installed="1" archive="1"/>' 1
  printf '<location href="%s.rpm"/><format>%s</format></package>' "$1" "${3-}"
}
hostile "$(xml 'evil&#10;no findings' $'1\xc2\x9b31m' '<rpm:sourcerpm>x</rpm:sourcerpm>')$(xml $'turned\xe2\x80\xae' 1)"
check_exit 0 rpmworks chain hostile
check 'no character moves the cursor' test -z "$(LC_ALL=C grep -P '\x1b|\xc2\x9b|\xe2\x80\xae' "$TMP/out")"
check_same 'no name forges a line' 1 "$(grep -c '^no findings' <<<"$out")"
hostile "$(xml a 1 '<rpm:obsoletes><rpm:entry name="b"/></rpm:obsoletes>')$(xml b 1 '<rpm:obsoletes><rpm:entry name="a"/></rpm:obsoletes>')"
check_exit 0 rpmworks chain hostile
check_same 'packages that obsolete each other stay' 'a 1-1 noarch hostile
b 1-1 noarch hostile' "$(rows)"
check_same 'and are told' obsolete-each-other "$(kinds)"
printf x >>hostile/repodata/primary.xml.gz
refused_chain 7 'does not match its repomd.xml' hostile
hostile '<package'
refused_chain 7 'cannot read the metadata of hostile' hostile
mkdir empty
createrepo_c -q empty
check_exit 0 rpmworks chain empty chain/1.0.0
check_same 'an empty repository' 6 "$(rows | wc -l)"
mkdir old
cp chain/1.0.0/*.rpm old
createrepo_c -q --checksum sha --no-database old
check_exit 0 rpmworks chain old chain/1.0.1
check_contains 'SHA-1 is listed with a warning' "$err" 'warning: the metadata of old has only SHA-1 checksums'
check_contains 'digests of different kinds' "$out" 'different-content: odd-1-1.noarch in old and chain-1.0.1'

# --- a client --------------------------------------------------------------------------------------------------------------
need dnf rpm
python3 - "${RPMWORKS_SEED:-20261130}" <<'END' >packages
# Random versions in three repositories: "REPOSITORY NAME EVR ARCHITECTURE OBSOLETES". Nothing obsoletes in a cycle.
import random, sys
random.seed(int(sys.argv[1]))
for i in range(14):
    for repository in range(3):
        if repository > 0 and random.random() < 0.4:
            continue
        epoch = random.choice(["", "", "", "1:"])
        version = random.choice(["1", "1.0", "1.9", "1.10", "1.10~rc1", "1.10^git", "2a", "02"])
        obsoletes = ""
        if repository > 0 and i > 0 and random.random() < 0.3:
            obsoletes = f"p{random.randrange(i)} {random.choice(['<', '<=', '='])} {random.choice(['1.5', '1.10', '2a-1', '1:9'])}"
        arch = random.choice(["noarch", "noarch", "x86_64"])
        print(f"random/{repository} p{i} {epoch}{version}-{random.choice([1, 2])} {arch} {obsoletes}")
END
while read -r repository name evr arch obsoletes; do
  package "$repository" "$name" "$evr" ${obsoletes:+"Obsoletes: $obsoletes"}
done <packages
metadata random/*
check_exit 0 rpmworks --json chain random/0 random/1 random/2
client() {
  dnf -q -y --noplugins --installroot="$TMP/root" --releasever=1 --setopt=reposdir=/dev/null --setopt=gpgcheck=0 \
    --setopt=cachedir="$TMP/dnf-cache" --setopt=persistdir="$TMP/dnf-state" --setopt=logdir="$TMP" --setopt=module_platform_id=x:y \
    --repofrompath="r0,file://$PWD/random/0" --repofrompath="r1,file://$PWD/random/1" --repofrompath="r2,file://$PWD/random/2" "$@"
}
mkdir -p "$TMP/root"
rpm --root "$TMP/root" -i --nodeps --noscripts random/0/*.rpm >/dev/null 2>&1
check_same 'the client has the first repository' "$(find random/0 -name '*.rpm' | wc -l)" "$(rpm --root "$TMP/root" -qa | wc -l)"
client upgrade >"$TMP/dnf.log" 2>&1 || { cat "$TMP/dnf.log" >&2; fail 'dnf upgrade'; }
# An update may bring a package that another one obsoletes.
client upgrade >"$TMP/dnf.log" 2>&1
rpm --root "$TMP/root" -qa --qf '%{NAME}-%{EVR}.%{ARCH}\n' | sed 's/-0:/-/' | sort >upgraded
python3 - "$TMP/out" expected at_times <<'END'
import json, sys
chain = json.load(open(sys.argv[1]))
at_times = [one["package"]["nevra"] for one in chain["findings"] if one["kind"] == "obsoleted-at-times"]
open(sys.argv[2], "w").writelines(sorted(one["nevra"] + "\n" for one in chain["packages"] if one["nevra"] not in at_times))
open(sys.argv[3], "w").writelines(one + "\n" for one in at_times)
END
# repoquery compares versions of one architecture only.
client repoquery --latest-limit=1 --qf '%{name}-%{epoch}:%{version}-%{release}.%{arch}' 2>/dev/null | sed 's/-0:/-/' | sort -u >latest
check_same 'dnf upgrade gives a client what the chain lists' "$(cat expected)" "$(grep -vxFf at_times upgraded)"
check 'the list is that of repoquery --latest-limit, without what is obsoleted' test "$(comm -13 latest expected | wc -l)" = 0
