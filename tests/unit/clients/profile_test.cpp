// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients/profile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "process/process.hpp"
#include "rpm/nevra.hpp"

using namespace rpmworks;
using clients::Client;
using clients::profile;
using clients::profiles;

namespace {

bool holds(clients::Names names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// The rpm versions that introduced the rpmlib(…) features, as listed by this machine's rpm.
std::map<std::string, std::string> versions_of_features() {
  std::map<std::string, std::string> versions;
  const std::string text = run_checked({.argv = {"rpm", "--showrc"}}, "rpm --showrc").out;
  constexpr std::string_view k_start = "rpmlib(";
  for (size_t at = 0; (at = text.find(k_start, at)) != std::string::npos;) {
    const size_t end = text.find(')', at += k_start.size());
    const size_t version = text.find("= ", end) + 2;
    versions[text.substr(at, end - at)] = text.substr(version, text.find('\n', version) - version);
  }
  // These two have version numbers of another program, rpm5.
  versions["PayloadIsXz"] = "4.8.0-1";
  versions["PayloadIsZstd"] = "4.14.0-1";
  return versions;
}

}  // namespace

TEST_CASE("profiles are found by name, the oldest first") {
  CHECK(clients::profile_names() == std::vector<std::string>{"el6", "el7", "modern", "rpm6"});
  CHECK(std::ranges::is_sorted(profiles(), [](const auto& one, const auto& other) {
    return rpm::Evr{.version = std::string(one.rpm)} < rpm::Evr{.version = std::string(other.rpm)};
  }));
  for (const auto& each : profiles()) {
    CHECK(&profile(each.client) == &each);
    CHECK(clients::find_profile(each.name) == &each);
    CHECK(clients::name_of(each.client) == each.name);
    CHECK_FALSE(each.description.empty());
    CHECK_FALSE(each.package_manager.empty());
  }
  CHECK(clients::find_profile("el5") == nullptr);
  CHECK(clients::find_profile("") == nullptr);
}

TEST_CASE("the features of old profiles are those of their rpm") {
  const auto versions = versions_of_features();
  REQUIRE(versions.size() > 20);
  for (const auto client : {Client::el6, Client::el7}) {
    const rpm::Evr own{.version = std::string(profile(client).rpm)};
    for (const auto& [feature, version] : versions) {
      const std::string number = version.substr(0, version.find('-'));
      CHECK_MESSAGE(profile(client).reads(feature) == (rpm::Evr{.version = number} <= own),
                    clients::name_of(client) << " " << feature << " " << version);
    }
  }
  CHECK(profile(Client::modern).reads("DynamicBuildRequires"));
  CHECK(profile(Client::el7).is_limited());
  CHECK_FALSE(profile(Client::rpm6).is_limited());
}

TEST_CASE("duplicate facts in the table agree") {
  const std::map<std::string_view, std::string_view> features = {{"bzip2", "PayloadIsBzip2"},
                                                                 {"lzma", "PayloadIsLzma"},
                                                                 {"xz", "PayloadIsXz"},
                                                                 {"zstd", "PayloadIsZstd"}};
  for (const auto& each : profiles()) {
    for (const auto& [compression, feature] : features)
      CHECK_MESSAGE(holds(each.payload_compressions, compression) == each.reads(feature),
                    each.name << " " << feature);
    CHECK(each.tilde == each.reads("TildeInVersions"));
    CHECK(each.caret == each.reads("CaretInVersions"));
    CHECK(each.rich_dependencies == each.reads("RichDependencies"));
    CHECK(each.large_files == each.reads("LargeFiles"));
  }
}

TEST_CASE("every profile can read what is written for all of them") {
  for (const auto& each : profiles()) {
    CHECK(each.verifies_hash(clients::k_signature_hash));
    CHECK(each.verifies_key("rsa3072"));
    CHECK(each.imports_key_signed_over("sha256"));
    CHECK(each.reads_key_file_with("rsa2048"));
    CHECK(holds(each.payload_compressions, "gzip"));
    CHECK(holds(each.file_digests, "sha256"));
    CHECK(holds(each.metadata_checksums, "sha256"));
    CHECK(holds(each.metadata_compressions, "gz"));
    // The databases in the metadata are compressed with bzip2.
    if (each.sqlite) CHECK(holds(each.metadata_compressions, "bz2"));
  }
}

TEST_CASE("which hashes and keys a profile verifies") {
  CHECK(profile(Client::el6).verifies_hash("sha1"));
  CHECK_FALSE(profile(Client::modern).verifies_hash("sha1"));
  CHECK_FALSE(profile(Client::rpm6).verifies_hash("md5"));
  CHECK_FALSE(profile(Client::el7).verifies_key("ed25519"));
  CHECK(profile(Client::rpm6).verifies_key("ed25519"));
  CHECK(profile(Client::rpm6).verifies_key("nistp384"));
  CHECK_FALSE(profile(Client::rpm6).verifies_key("dsa2048"));
  CHECK_FALSE(profile(Client::el6).reads_key_file_with("cv25519"));
  CHECK(profile(Client::modern).reads_key_file_with("cv25519"));
  CHECK(profile(Client::el7).imports_key_signed_over("sha1"));
  CHECK_FALSE(profile(Client::modern).imports_key_signed_over("sha1"));
}
