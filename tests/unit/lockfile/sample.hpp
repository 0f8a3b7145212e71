// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/digest.hpp"
#include "lockfile/lockfile.hpp"

namespace rpmworks::lockfile {

inline LockedPackage package(const std::string& name, const std::string& evr,
                             const std::string& arch = "x86_64") {
  LockedPackage package{
      .target = "centos6",
      .section = "deps/epel",
      .nevra = {.name = name, .evr = rpm::Evr::parse(evr), .arch = arch},
      .upstream = "epel6",
      .size = 1234,
      .sha256 = std::string(64, 'b'),
  };
  package.location = "Packages/" + package.nevra.file_name();
  return package;
}

inline Lock sample() {
  LockedPackage erlang = package("erlang", "1:14-3.el6");
  erlang.source = "erlang-14-3.el6.src.rpm";
  erlang.because = {"rabbitmq-server-3.1-1.noarch", "erlang-sd-1-1.el6.x86_64"};
  erlang.requirement = "liberl.so.1()(64bit)";
  erlang.rejected = {{"erlang-compat-13-1.el6.x86_64", "excluded by repos.yaml"}};
  erlang.held = "1:15-1.el6";
  LockedPackage update = package("openssl", "1.0.1e-57.el6");
  update.section = "deps/centos6-updates";
  update.upstream = "centos6-updates";
  return {.inputs = {{"centos6", std::string(64, 'a')}},
          .keys = {{"epel6", std::string(38, '0') + "EE"}, {"centos6", std::string(38, '0') + "CC"}},
          .upstreams = {{.name = "epel6",
                         .url = "https://archive.example/epel/6",
                         .trust = {"epel6"},
                         .repomd_sha256 = std::string(64, 'e'),
                         .revision = "1606780000"},
                        {.name = "centos6-updates",
                         .url = "https://vault.example/mirrorlist?arch=x86_64",
                         .is_mirror_list = true,
                         .trust = {"epel6", "centos6"},
                         .repomd_sha256 = std::string(64, 'c')}},
          .packages = {package("zeromq", "4.0-1"), erlang, package("zeromq", "4.0-1", "i686"), update,
                       package("zeromq", "3.9-2"), package("zeromq", "3.10-1")}};
}

inline const char* const k_sample_lines =
    "# The packages of upstreams that this product's releases contain. `rpmworks lock` writes this file; do "
    "not "
    "edit it.\n"
    "schema: 1\n"
    "inputs: { centos6: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa }\n"
    "keys:\n"
    "  - { name: centos6, fingerprint: 00000000000000000000000000000000000000CC }\n"
    "  - { name: epel6, fingerprint: 00000000000000000000000000000000000000EE }\n"
    "upstreams:\n"
    "  - { name: centos6-updates, mirrorlist: \"https://vault.example/mirrorlist?arch=x86_64\", trust: "
    "[centos6, "
    "epel6], "
    "repomd: cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc }\n"
    "  - { name: epel6, url: https://archive.example/epel/6, trust: [epel6], "
    "repomd: eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee, revision: \"1606780000\" }\n"
    "packages:\n"
    "  - { target: centos6, section: deps/centos6-updates, name: openssl, evr: 1.0.1e-57.el6, arch: x86_64, "
    "upstream: centos6-updates, location: Packages/openssl-1.0.1e-57.el6.x86_64.rpm, size: 1234, "
    "sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb }\n"
    "  - { target: centos6, section: deps/epel, name: erlang, evr: 1:14-3.el6, arch: x86_64, upstream: "
    "epel6, "
    "location: Packages/erlang-14-3.el6.x86_64.rpm, size: 1234, "
    "sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, source: "
    "erlang-14-3.el6.src.rpm, "
    "because: [rabbitmq-server-3.1-1.noarch, erlang-sd-1-1.el6.x86_64], requirement: liberl.so.1()(64bit), "
    "rejected: [{ package: erlang-compat-13-1.el6.x86_64, reason: excluded by repos.yaml }], held: "
    "1:15-1.el6 }\n"
    "  - { target: centos6, section: deps/epel, name: zeromq, evr: 3.9-2, arch: x86_64, upstream: epel6, "
    "location: Packages/zeromq-3.9-2.x86_64.rpm, size: 1234, "
    "sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb }\n"
    "  - { target: centos6, section: deps/epel, name: zeromq, evr: 3.10-1, arch: x86_64, upstream: epel6, "
    "location: Packages/zeromq-3.10-1.x86_64.rpm, size: 1234, "
    "sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb }\n"
    "  - { target: centos6, section: deps/epel, name: zeromq, evr: 4.0-1, arch: i686, upstream: epel6, "
    "location: Packages/zeromq-4.0-1.i686.rpm, size: 1234, "
    "sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb }\n"
    "  - { target: centos6, section: deps/epel, name: zeromq, evr: 4.0-1, arch: x86_64, upstream: epel6, "
    "location: Packages/zeromq-4.0-1.x86_64.rpm, size: 1234, "
    "sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb }\n";

/// The text with its digest.
inline std::string with_digest_line(const std::string& text) {
  return text + "digest: " + sha256(text) + "\n";
}

inline const std::string k_sample_text = with_digest_line(k_sample_lines);

/// `text` with the first `from` replaced.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace rpmworks::lockfile
