// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/build_set.hpp"

#include <doctest/doctest.h>

#include "buildroot/records.hpp"
#include "core/digest.hpp"
#include "support/errors.hpp"
#include "support/listing.hpp"

using namespace rpmworks;
using namespace rpmworks::buildroot;
using namespace rpmworks::engine;

namespace {

InstalledPackage package(const std::string& digest, const std::string& nevra) {
  return {digest, rpm::Nevra::parse(nevra), "base", "packages/" + nevra + ".rpm", 1234};
}

}  // namespace

TEST_CASE("a set can be written as JSON and read again") {
  const BuildSet set{{package("a", "rpm-4-1.x86_64")},
                     {package("a", "rpm-4-1.x86_64"), package("b", "bash-1:5-1.x86_64")},
                     {{"c", rpm::Nevra::parse("lib-1-1.noarch"), "", "/store/blob", 7}}};
  const TempDir folder(fs::temp_directory_path(), "build-set-");
  store::Store store(folder.path() / "store");
  const std::string key = sha256("key");
  k_build_sets.put(store, key, set);
  const BuildSet back = k_build_sets.find(store, key).value();
  CHECK(digest_of(back) == digest_of(set));
  CHECK(back.bootstrap == set.bootstrap);
  CHECK(back.base.at(1).nevra.str() == "bash-1:5-1.x86_64");
  CHECK(back.base.at(1).href == "packages/bash-1:5-1.x86_64.rpm");
  CHECK(back.extra.at(0).repository == "");
  CHECK(back.extra.at(0).size == 7);
  CHECK(k_build_sets.blobs(set) == std::vector<std::string>{"c"});  // from the product, not from a repository
  for (const char* const damaged : {"", "{", "[]", "{}", R"({"base":[{}],"bootstrap":[],"extra":[]})"}) {
    store.put_record(k_build_sets.name, key, damaged);
    CHECK_FALSE(k_build_sets.find(store, key).has_value());
  }
}

TEST_CASE("the digest of a set does not depend on the order or on the split into base and extra packages") {
  const auto a = package("a", "a-1-1.noarch"), b = package("b", "b-1-1.noarch"),
             c = package("c", "c-1-1.noarch");
  CHECK(digest_of(std::vector{a, b}) == digest_of(std::vector{b, a}));
  CHECK(digest_of(std::vector{a, b}) != digest_of(std::vector{a, c}));
  CHECK(digest_of(BuildSet{{}, {a, b}, {c}}) == digest_of(BuildSet{{a}, {c, a}, {b}}));
}

TEST_CASE("the key changes with everything that affects the choice") {
  upstream::Metadata metadata;
  metadata.name = "base";
  metadata.repomd_sha256 = "one";
  RootSources sources{"x86_64", {&metadata}, {}, {}};
  const auto key = key_of(sources, {{"rpm-build"}, {"gcc"}, {}});
  CHECK(key == key_of(sources, {{"rpm-build"}, {"gcc"}, {}}));
  CHECK(key != key_of(sources, {{"rpm-build"}, {"gcc", "make"}, {}}));
  CHECK(key != key_of(sources, {{"rpm-build", "gcc"}, {}, {}}));
  CHECK(key != key_of(sources, {{"rpm-build"}, {"gcc"}, {"make"}}));
  sources.local_digests = {"local"};
  CHECK(key != key_of(sources, {{"rpm-build"}, {"gcc"}, {}}));
  sources.local_digests.clear();
  sources.arch = "aarch64";
  CHECK(key != key_of(sources, {{"rpm-build"}, {"gcc"}, {}}));
  sources.arch = "x86_64";
  metadata.repomd_sha256 = "two";
  CHECK(key != key_of(sources, {{"rpm-build"}, {"gcc"}, {}}));
}

TEST_CASE("missing BuildRequires that Debian has are shown as a rpmworks-hostbase command") {
  CHECK(advice_on_missing({"hostbase"}, {"openssl-devel >= 1", "no-such-thing", "openssl-devel"}) ==
        "add the packages that Debian has to the base repository: rpmworks-hostbase openssl-devel");
  CHECK(advice_on_missing({"hostbase"}, {"no-such-thing"}) ==
        "correct the specs, or add the Debian packages that provide these to the base repository: "
        "rpmworks-hostbase PACKAGE…");
  CHECK(advice_on_missing({"hostbase"}, {"tzdata", "openssl-devel"}) ==
        "the base repository was made by an older rpmworks: run rpmworks-hostbase to update it");
  CHECK(advice_on_missing({"fedora"}, {"openssl-devel"}) ==
        "correct the specs, or add a repository that provides these to the target's buildroot.repos");
}

TEST_CASE("if the base repository lacks part of a base root, the hint says how to make it again") {
  const std::string older =
      "the base repository was made by an older rpmworks: run rpmworks-hostbase to update it";
  const solve::Problem lacks{"tzdata", {"nothing provides requested tzdata"}};
  CHECK(advice_on_root({"hostbase"}, {lacks}, "other") == older);
  CHECK(advice_on_root({"hostbase", "fedora"}, {lacks}, "other") == older);
  CHECK(advice_on_root({"hostbase"}, {{"gcc, tzdata", {}}}, "other") == older);
  CHECK(advice_on_root({"fedora"}, {lacks}, "other") == "other");
  // A package of the base repository lacks something; for a package of another repository, the hint would be
  // wrong.
  const solve::Problem within{"gcc", {"nothing provides libmpc.so.3 needed by gcc-12-1.x86_64"}};
  CHECK(advice_on_root({"hostbase"}, {within}, "other") == older);
  CHECK(advice_on_root({"hostbase", "fedora"}, {within}, "other") == "other");
  // That hint does not apply to requirements of the user and to conflicts.
  CHECK(advice_on_root({"hostbase"}, {{"my-tool", {"nothing provides requested my-tool"}}}, "other") ==
        "other");
  CHECK(advice_on_root({"hostbase"},
                       {{"gcc", {"gcc-12-1.x86_64 conflicts with cc provided by x-1-1.noarch"}}},
                       "other") == "other");
}

TEST_CASE("a package without a SHA-256 cannot be installed in a build root") {
  const TempDir folder(fs::temp_directory_path(), "build-set-");
  test::Listing listing(folder.path(), "vendor", {{.name = "rpm-build"}, {.name = "lib"}});
  upstream::Metadata& metadata = listing.metadata();
  const RootSources sources{"noarch", {&metadata}, {}, {}};
  CHECK(resolve(sources, {{"rpm-build"}, {"lib"}, {}}, "greet").all().size() == 2);
  // As in archives of old distributions.
  std::string text = read_file(metadata.primary);
  const std::string type = "type=\"sha256\" pkgid=\"YES\">";
  for (size_t at = text.find(type); at != std::string::npos; at = text.find(type, at + 1))
    text.replace(at, type.size() + 64, "type=\"sha\" pkgid=\"YES\">" + std::string(40, 'a'));
  write_file_atomically(metadata.primary, text);
  metadata.repomd_sha256 = "another state";
  const std::string message = test::error_of(ExitCode::upstream, [&] {
    resolve(sources, {{"rpm-build"}, {"lib"}, {}}, "greet");
  });
  CHECK(test::says(message,
                   "cannot be installed in a build root: the metadata of vendor has no SHA-256 of it"));
  CHECK(test::says(message, "build with another repository, or copy this one and make its metadata again"));
}
