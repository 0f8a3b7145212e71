// SPDX-License-Identifier: GPL-3.0-or-later
// Package manifests of libpkgmanifest and rpms.lock.yaml.
#include <doctest/doctest.h>

#include "core/text.hpp"
#include "lockfile/konflux.hpp"
#include "lockfile/pkgmanifest.hpp"
#include "lockfile/write.hpp"
#include "support/errors.hpp"
#include "unit/lockfile/sample.hpp"

using namespace rpmworks;
using namespace rpmworks::lockfile;

namespace {

const Place k_place{.target = "el9", .arch = "x86_64", .section = "deps/base", .source_section = ""};
const Place k_with_sources{
    .target = "el9", .arch = "x86_64", .section = "deps/base", .source_section = "deps/sources"};

const std::string k_sha256(64, '5');

std::string lines_of(const Lock& lock) {
  std::string lines;
  for (const auto& upstream : lock.upstreams) lines += line_of(upstream);
  for (const auto& package : lock.packages) lines += line_of(package);
  return lines;
}

const std::string k_manifest =
    "document: rpm-package-manifest\n"
    "version: 0.2.2\n"
    "data:\n"
    "    repositories:\n"
    "        - id: fedora\n"
    "          metalink: https://mirrors.example/metalink?repo=fedora-40&arch=$arch\n"
    "          mirrorlist: https://mirrors.example/list\n"
    "        - id: local\n"
    "          baseurl: https://me:secret@repo.example/$arch/os\n"
    "    packages:\n"
    "        noarch:\n"
    "            - name: tzdata\n"
    "              repo_id: fedora\n"
    "              checksum: sha512:abcd\n"
    "              size: 10\n"
    "              evr: 2024a-1.fc40\n"
    "              parent_archs: [aarch64, x86_64]\n"
    "            - name: arm-only\n"
    "              repo_id: fedora\n"
    "              checksum: sha512:abcd\n"
    "              size: 10\n"
    "              evr: 1-1\n"
    "              parent_archs: [aarch64]\n"
    "        src:\n"
    "            - name: bash\n"
    "              repo_id: local\n"
    "              location: src/bash-5.2-1.fc40.src.rpm\n"
    "              checksum: SHA256:" +
    k_sha256 +
    "\n"
    "              size: 30\n"
    "              evr: 5.2-1.fc40\n"
    "        x86_64:\n"
    "            - name: bash\n"
    "              repo_id: local\n"
    "              location: b/bash-5.2-1.fc40.x86_64.rpm\n"
    "              checksum: sha256:" +
    k_sha256 +
    "\n"
    "              size: 20\n"
    "              evr: 1:5.2-1.fc40\n"
    "              srpm: bash-5.2-1.fc40.src\n"
    "              module: shells:5\n"
    "              colour: blue\n";

const std::string k_konflux =
    "---\n"
    "lockfileVersion: 1\n"
    "lockfileVendor: redhat\n"
    "arches:\n"
    "- arch: aarch64\n"
    "  packages: []\n"
    "  source: []\n"
    "  module_metadata: []\n"
    "- arch: x86_64\n"
    "  packages:\n"
    "  - url: https://cdn.example/os/Packages/b/bash-5.1.8-9.el9.x86_64.rpm\n"
    "    repoid: baseos\n"
    "    size: 100\n"
    "    checksum: sha256:" +
    k_sha256 +
    "\n"
    "    name: bash\n"
    "    evr: 5.1.8-9.el9\n"
    "    sourcerpm: bash-5.1.8-9.el9.src.rpm\n"
    "  - url: https://cdn.example/os/Packages/z/zlib-1.2.11-40.el9.x86_64.rpm\n"
    "    repoid: baseos\n"
    "    size: 101\n"
    "    checksum: sha256:" +
    k_sha256 +
    "\n"
    "  source:\n"
    "  - url: https://cdn.example/source/bash-5.1.8-9.el9.src.rpm\n"
    "    repoid: baseos-source\n"
    "    size: 200\n"
    "    checksum: sha256:" +
    k_sha256 +
    "\n"
    "    name: bash\n"
    "    evr: 5.1.8-9.el9\n"
    "  module_metadata:\n"
    "  - url: https://cdn.example/os/repodata/modules.yaml.gz\n"
    "    repoid: baseos\n"
    "    size: 300\n"
    "    checksum: sha256:" +
    k_sha256 + "\n";

}  // namespace

TEST_CASE("a package manifest becomes a lock, and what the lock cannot hold becomes notes") {
  const Imported imported = from_pkgmanifest(k_manifest, "packages.yaml", k_place);
  CHECK(
      lines_of(imported.lock) ==
      "  - { name: fedora, mirrorlist: \"https://mirrors.example/metalink?repo=fedora-40&arch=x86_64\", "
      "repomd: "
      "\"\" }\n"
      "  - { name: local, url: https://repo.example/x86_64/os, repomd: \"\" }\n"
      "  - { target: el9, section: deps/base, name: bash, evr: 1:5.2-1.fc40, arch: x86_64, upstream: local, "
      "location: b/bash-5.2-1.fc40.x86_64.rpm, size: 20, sha256: \"" +
          k_sha256 +
          "\", source: bash-5.2-1.fc40.src.rpm }\n"
          "  - { target: el9, section: deps/base, name: tzdata, evr: 2024a-1.fc40, arch: noarch, upstream: "
          "fedora, "
          "location: \"\", size: 10, sha256: \"\" }\n");
  CHECK(imported.notes ==
        std::vector<std::string>{
            "the mirrorlist of repository 'fedora' was left out: https://mirrors.example/list",
            "the user name and password of repository 'local' were left out",
            "ignored the unknown field 'colour' (package)",
            "the module of bash-1:5.2-1.fc40.x86_64 was left out: shells:5",
            "packages for other architectures than x86_64 left out: arm-only-1-1.noarch",
            "source packages left out: bash-5.2-1.fc40.src",
            "packages without a SHA-256 digest, which must be computed from the file: "
            "tzdata-2024a-1.fc40.noarch "
            "(sha512)",
            "packages without a location, which the metadata of the upstream has: "
            "tzdata-2024a-1.fc40.noarch"});
  CHECK(from_pkgmanifest(k_manifest, "packages.yaml", k_with_sources).lock.packages.size() == 3);
}

TEST_CASE("what is wrong in a package manifest") {
  const auto complaint = [](const std::string& from, const std::string& to) {
    return test::error_of(ExitCode::invalid,
                          [&] { from_pkgmanifest(with(k_manifest, from, to), "packages.yaml", k_place); });
  };
  CHECK(test::says(
      complaint("rpm-package-manifest", "rpm-package-input"),
      "packages.yaml:1:11: error: the document is 'rpm-package-input', not 'rpm-package-manifest'\n"));
  CHECK(test::says(complaint("repo_id: local", "repo_id: other"),
                   "packages.yaml:26:24: error: no repository of this file has the id 'other'\n"));
  CHECK(test::says(complaint("size: 20", "size: x"),
                   "packages.yaml:36:21: error: 'size' of package 1 is 'x', not a "));
  CHECK(test::says(complaint("sha256:" + k_sha256, "sha256:xyz"),
                   "packages.yaml:35:25: error: 'sha256' is 'xyz', not 64 lower-case hexadecimal digits\n"));
  CHECK(test::says(complaint("location: b/", "location: ../"),
                   "error: 'location' is '../bash-5.2-1.fc40.x86_64.rpm', with '..'"));
  CHECK(test::says(complaint("evr: 2024a-1.fc40", "evr: 2024a"),
                   "packages.yaml:16:20: error: 'evr' is '2024a', not [epoch:]"));
  CHECK(test::says(complaint("          mirrorlist: https://mirrors.example/list\n",
                             "        - id: fedora\n          baseurl: /x\n"),
                   "packages.yaml:7:15: error: repository 'fedora' is listed twice\n"));
  CHECK(test::says(complaint("data:", "date:"), "error: 'data' is missing\n"));
}

TEST_CASE("a lock becomes a package manifest that can be read again") {
  Lock lock = parse(k_sample_text, "repos.lock");
  lock.packages.push_back(package("xalan", "1-1", "noarch"));
  lock.packages.push_back(package("other", "1-1"));
  lock.packages.back().target = "centos7";
  const Exported out = to_pkgmanifest(lock, "centos6", "x86_64");
  CHECK(out.notes ==
        std::vector<std::string>{
            "1 package of target 'centos7' left out",
            "the format cannot hold: sections, the digest of the inputs, keys, digests and revisions of "
            "the metadata, why packages are in the lock, rejected packages, newer versions"});
  CHECK(test::says(out.text,
                   "document: rpm-package-manifest\n"
                   "version: 0.2.2\n"
                   "data:\n"
                   "    repositories:\n"
                   "        - id: centos6-updates\n"
                   "          mirrorlist: \"https://vault.example/mirrorlist?arch=x86_64\"\n"
                   "        - id: epel6\n"
                   "          baseurl: https://archive.example/epel/6\n"
                   "    packages:\n"
                   "        i686:\n"
                   "            - name: zeromq\n"
                   "              repo_id: epel6\n"
                   "              location: Packages/zeromq-4.0-1.i686.rpm\n"
                   "              checksum: sha256:" +
                       std::string(64, 'b') +
                       "\n"
                       "              size: 1234\n"
                       "              evr: 4.0-1\n"
                       "              parent_archs:\n"
                       "                - x86_64\n"
                       "        noarch:\n"));
  CHECK(test::says(out.text,
                   "              evr: 1:14-3.el6\n"
                   "              srpm: erlang-14-3.el6.src\n"));
  const Imported again =
      from_pkgmanifest(out.text, "packages.yaml",
                       {.target = "centos6", .arch = "x86_64", .section = "all", .source_section = "src"});
  CHECK(again.notes.empty());
  CHECK(again.lock.packages.size() == 7);
  CHECK(to_pkgmanifest(again.lock, "centos6", "x86_64").text == out.text);
  CHECK(to_pkgmanifest({}, "x", "x86_64").text ==
        "document: rpm-package-manifest\nversion: 0.2.2\ndata:\n    repositories: []\n    packages: {}\n");
}

TEST_CASE("rpms.lock.yaml becomes a lock") {
  const Imported imported = from_konflux(k_konflux, "rpms.lock.yaml", k_with_sources);
  CHECK(
      lines_of(imported.lock) ==
      "  - { name: baseos, url: https://cdn.example/os/Packages, repomd: \"\" }\n"
      "  - { name: baseos-source, url: https://cdn.example/source, repomd: \"\" }\n"
      "  - { target: el9, section: deps/base, name: bash, evr: 5.1.8-9.el9, arch: x86_64, upstream: baseos, "
      "location: b/bash-5.1.8-9.el9.x86_64.rpm, size: 100, sha256: \"" +
          k_sha256 +
          "\", source: bash-5.1.8-9.el9.src.rpm }\n"
          "  - { target: el9, section: deps/base, name: zlib, evr: 1.2.11-40.el9, arch: x86_64, upstream: "
          "baseos, "
          "location: z/zlib-1.2.11-40.el9.x86_64.rpm, size: 101, sha256: \"" +
          k_sha256 +
          "\" }\n"
          "  - { target: el9, section: deps/sources, name: bash, evr: 5.1.8-9.el9, arch: src, upstream: "
          "baseos-source, location: bash-5.1.8-9.el9.src.rpm, size: 200, sha256: \"" +
          k_sha256 + "\" }\n");
  CHECK(imported.notes ==
        std::vector<std::string>{
            "architecture 'aarch64' left out (0 entries)",
            "metadata of modules left out: https://cdn.example/os/repodata/modules.yaml.gz",
            "the file does not have the address of repository 'baseos': the folder of its packages is used: "
            "https://cdn.example/os/Packages",
            "the file does not have the address of repository 'baseos-source': the folder of its packages is "
            "used: "
            "https://cdn.example/source",
            "packages whose name and version are those of the file name, which has no epoch: "
            "zlib-1.2.11-40.el9.x86_64"});
  const Imported without = from_konflux(k_konflux, "rpms.lock.yaml", k_place);
  CHECK(without.lock.packages.size() == 2);
  CHECK(test::says(join(without.notes, "\n"), "source packages left out: bash-5.1.8-9.el9.src.rpm"));
}

TEST_CASE("what is wrong in rpms.lock.yaml") {
  const auto complaint = [](const std::string& from, const std::string& to) {
    return test::error_of(ExitCode::invalid,
                          [&] { from_konflux(with(k_konflux, from, to), "rpms.lock.yaml", k_place); });
  };
  CHECK(test::says(complaint("lockfileVersion: 1", "lockfileVersion: 2"),
                   "rpms.lock.yaml:2:18: error: the version of the lock file is '2', but this rpmworks reads "
                   "version 1\n"));
  CHECK(test::says(complaint("arch: x86_64", "arch: s390x"),
                   "error: no packages for x86_64; the file has: aarch64, s390x\n"));
  CHECK(test::says(complaint("bash-5.1.8-9.el9.x86_64.rpm", "bash.rpm"),
                   "error: the architecture of the package is unknown: the file name 'bash.rpm' is not "
                   "NAME-VERSION-RELEASE.ARCH.rpm\n"));
  CHECK(test::says(
      complaint("https://cdn.example/os/Packages/z", "https://other.example/os/Packages/z"),
      "rpms.lock.yaml:18:10: error: the packages of repository 'baseos' are on several servers\n"));
  CHECK(test::says(complaint("checksum: sha256:", "checksum: "),
                   "rpms.lock.yaml:14:15: error: 'checksum' is '5555"));
  // Packages without a repository, a size and a checksum are accepted.
  const std::string bare = with(with(with(k_konflux, "    repoid: baseos\n", ""), "    size: 100\n", ""),
                                "    checksum: sha256:" + k_sha256 + "\n", "");
  const std::string notes = join(from_konflux(bare, "rpms.lock.yaml", k_place).notes, "\n");
  CHECK(test::says(
      notes, "packages without the name of a repository, which is called 'unnamed' here: bash-5.1.8-9"));
  CHECK(
      test::says(notes,
                 "packages without a SHA-256 digest, which must be computed from the file: bash-5.1.8-9.el9."
                 "x86_64 (none)\npackages without a size: bash-5.1.8-9.el9.x86_64"));
}
