// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "manifest/manifest.hpp"

namespace rpmworks::test {

/// A manifest of two sections and three packages, with texts of an attacker.
inline manifest::Manifest example_manifest() {
  const std::string key = "0123456789ABCDEF0123456789ABCDEF01234567";
  manifest::Manifest m{.product = "greetings",
                       .release = "1.0.2",
                       .created = manifest::iso_time(1700000000),
                       .tool = "rpmworks 0.1.0",
                       .config_sha256 = std::string(64, 'c')};
  m.sections = {{.path = "packages",
                 .target = "el9",
                 .client = "modern",
                 .from = "builds",
                 .signer = key,
                 .signers = {key},
                 .repomd_sha256 = std::string(64, 'd'),
                 .packages = 2,
                 .bytes = 3000},
                {.path = "sources",
                 .target = "el9",
                 .client = "modern",
                 .from = "srpms",
                 .signer = key,
                 .signers = {key},
                 .repomd_sha256 = std::string(64, 'e'),
                 .packages = 1,
                 .bytes = 5}};
  m.keys = {{.fingerprint = key,
             .user_id = "Acme <acme@example.org>",
             .file = "RPM-GPG-KEY-acme",
             .sha256 = std::string(64, '2'),
             .created = 1600000000,
             .expires = 1900000000}};
  m.files = {{"RPM-GPG-KEY-acme", std::string(64, '2')}, {"index.html", std::string(64, '3')}};
  manifest::Entry greet{.nevra = {.name = "greet", .evr = {"2", "1.0", "1"}, .arch = "x86_64"},
                        .section = "packages",
                        .file = "packages/greet-1.0-1.x86_64.rpm",
                        .size = 2000,
                        .sha256 = std::string(64, 'a'),
                        .sha512 = std::string(128, 'a'),
                        .header_sha256 = std::string(64, '4'),
                        .payload_sha256 = std::string(64, '5'),
                        .license = "MIT",
                        .license_spdx = "MIT",
                        .summary = "<script>alert(1)</script> & \"quotes\", a comma",
                        .vendor = "Acme",
                        .source_rpm = "greet-1.0-1.src.rpm",
                        .purl = "pkg:rpm/greet@1.0-1?arch=x86_64&epoch=2",
                        .signatures = {{.key_id = "89abcdef01234567",
                                        .fingerprint = key,
                                        .hash = "sha256",
                                        .created = 1700000100}},
                        .origin = manifest::FromGit{.url = "https://git.example.org/greet.git",
                                                    .ref = "v1.0",
                                                    .commit = std::string(40, 'b'),
                                                    .srpm_sha256 = std::string(64, 'f'),
                                                    .verified = manifest::Verified{"tag", key, 1700000050}},
                        .build = manifest::BuildInfo{"el9", "builtin", std::string(64, '1')},
                        .required_by = {}};
  manifest::Entry doc = greet;
  doc.nevra = {.name = "greet-doc", .evr = {"", "1.0", "1"}, .arch = "noarch"};
  doc.file = "packages/greet-doc-1.0-1.noarch.rpm";
  doc.size = 1000;
  doc.summary = "=cmd|' /C calc'!A0";
  doc.required_by = {"greet"};
  manifest::Entry source = greet;
  source.nevra = {.name = "greet", .evr = {"2", "1.0", "1"}, .arch = "src"};
  source.section = "sources";
  source.file = "sources/greet-1.0-1.src.rpm";
  source.size = 5;
  source.source_rpm.clear();
  source.build.reset();
  m.packages = {greet, doc, source};
  return m;
}

}  // namespace rpmworks::test
