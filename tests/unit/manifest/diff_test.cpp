// SPDX-License-Identifier: GPL-3.0-or-later
#include "manifest/diff.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "core/error.hpp"
#include "support/manifest_fixture.hpp"

using namespace rpmworks;
using manifest::Diff;
using manifest::Entry;
using manifest::Manifest;
using Bytes = manifest::PackageChange::Bytes;
using Version = manifest::PackageChange::Version;

namespace {

Entry package(const std::string& nevra, const std::string& section = "packages") {
  Entry entry = test::example_manifest().packages[1];
  entry.nevra = rpm::Nevra::parse(nevra);
  entry.section = section;
  entry.file = section + "/" + entry.nevra.file_name();
  return entry;
}

Manifest of(std::vector<Entry> packages) {
  Manifest m = test::example_manifest();
  m.packages = std::move(packages);
  m.sort();
  return m;
}

// The only change between two manifests with one package each.
manifest::PackageChange change(const Entry& before, const Entry& after,
                               const manifest::SameContents& same_contents = {}) {
  const Diff diff = manifest::diff(of({before}), of({after}), same_contents);
  CHECK(diff.added.empty());
  CHECK(diff.removed.empty());
  REQUIRE(diff.changed.size() == 1);
  CHECK(diff.changed[0].before == before);
  CHECK(diff.changed[0].after == after);
  return diff.changed[0];
}

std::vector<std::string> nevras(const std::vector<Entry>& entries) {
  std::vector<std::string> names;
  for (const auto& entry : entries) names.push_back(entry.section + "/" + entry.nevra.str());
  return names;
}

std::vector<std::string> pairs(const Diff& diff) {
  std::vector<std::string> names;
  for (const auto& each : diff.changed)
    names.push_back(each.before.section + "/" + each.before.nevra.str() + " → " + each.after.section + "/" +
                    each.after.nevra.str());
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a manifest does not differ from itself") {
  const Manifest m = test::example_manifest();
  CHECK(manifest::diff(m, m).is_empty());
  CHECK(manifest::diff({}, {}).is_empty());
  CHECK(manifest::apply(m, {}).to_json() == m.to_json());
}

TEST_CASE("added and removed packages") {
  const Diff diff = manifest::diff(of({package("a-1-1.noarch"), package("b-1-1.noarch")}),
                                   of({package("b-1-1.noarch"), package("c-1-1.noarch")}));
  CHECK(nevras(diff.added) == Names{"packages/c-1-1.noarch"});
  CHECK(nevras(diff.removed) == Names{"packages/a-1-1.noarch"});
  CHECK(diff.changed.empty());
  CHECK_FALSE(diff.is_empty());
  // Another architecture is another package.
  const Diff arches = manifest::diff(of({package("a-1-1.noarch")}), of({package("a-1-1.x86_64")}));
  CHECK(nevras(arches.added) == Names{"packages/a-1-1.x86_64"});
  CHECK(nevras(arches.removed) == Names{"packages/a-1-1.noarch"});
}

TEST_CASE("versions are compared as rpm does") {
  const auto version = [](const std::string& before, const std::string& after) {
    return change(package("a-" + before + ".noarch"), package("a-" + after + ".noarch")).version;
  };
  CHECK(version("1.9-1", "1.10-1") == Version::upgraded);
  CHECK(version("1.10-1", "1.9-1") == Version::downgraded);
  CHECK(version("1.0~rc1-1", "1.0-1") == Version::upgraded);
  CHECK(version("1.0-1", "1.0~rc1-1") == Version::downgraded);
  CHECK(version("1.0-1", "1.0^git1-1") == Version::upgraded);
  CHECK(version("2.0-1", "1:1.0-1") == Version::upgraded);
  CHECK(version("1:1.0-1", "2.0-1") == Version::downgraded);
  CHECK(version("1.0-1", "1.0-2") == Version::upgraded);
  // Equal for rpm, but different text: not an upgrade, but a change.
  CHECK(version("1.0-1", "1.00-1") == Version::same);
  // An epoch of 0 is the same as no epoch.
  Entry zero = package("a-1-1.noarch");
  zero.nevra.evr.epoch = "0";
  CHECK(manifest::diff(of({package("a-1-1.noarch")}), of({zero})).is_empty());
}

TEST_CASE("the digests of their headers tell why two files with one NEVRA differ") {
  const Entry before = package("a-1-1.noarch");
  Entry after = before;
  after.sha256 = std::string(64, '9');
  CHECK(change(before, after).bytes == Bytes::resigned);
  after.header_sha256 = std::string(64, '8');
  CHECK(change(before, after).bytes == Bytes::rebuilt);
  // An installed package has no file.
  after = before;
  after.sha256.clear();
  after.summary = "other words";
  CHECK(change(before, after).bytes == Bytes::same);
  // Before rpm 4.14, the header did not cover the payload.
  Entry old_one = before;
  old_one.payload_sha256.clear();
  after = old_one;
  after.sha256 = std::string(64, '9');
  CHECK(change(old_one, after).bytes == Bytes::rebuilt_or_resigned);
}

TEST_CASE("why two files with one NEVRA differ, if their headers have no digests") {
  Entry before = package("a-1-1.noarch");
  before.header_sha256 = before.payload_sha256 = {};
  Entry after = before;
  after.summary = "other words";
  CHECK(change(before, after).bytes == Bytes::same);
  after.sha256 = std::string(64, '9');
  CHECK(change(before, after).bytes == Bytes::rebuilt_or_resigned);
  after.signatures.front().fingerprint = std::string(40, 'B');
  CHECK(change(before, after).bytes == Bytes::resigned);
  after.build->buildroot_sha256 = std::string(64, '8');
  CHECK(change(before, after).bytes == Bytes::rebuilt);
  after.build = before.build;
  std::get<manifest::FromGit>(after.origin.from).srpm_sha256 = std::string(64, '7');
  CHECK(change(before, after).bytes == Bytes::rebuilt);
  after.origin = manifest::FromUpstream{.upstream = "epel", .url = {}};
  CHECK(change(before, after).bytes == Bytes::rebuilt);
  after.origin = before.origin;
  after.build.reset();
  CHECK(change(before, after).bytes == Bytes::rebuilt);

  // A caller that can read the files decides.
  after = before;
  after.sha256 = std::string(64, '9');
  CHECK(change(before, after, [](const Entry&, const Entry&) { return true; }).bytes == Bytes::resigned);
  CHECK(change(before, after, [](const Entry&, const Entry&) { return false; }).bytes == Bytes::rebuilt);
  // The caller is not asked about other versions.
  change(before, package("a-2-1.noarch"), [](const Entry&, const Entry&) -> bool { throw 1; });
}

TEST_CASE("packages move between sections") {
  const auto moved = change(package("a-1-1.noarch"), package("a-1-1.noarch", "deps/misc"));
  CHECK(moved.moved);
  CHECK(moved.version == Version::same);
  CHECK(moved.bytes == Bytes::same);
  const auto newer = change(package("a-1-1.noarch"), package("a-2-1.noarch", "deps/misc"));
  CHECK(newer.moved);
  CHECK(newer.version == Version::upgraded);
  // A package that stays in its section is not a candidate.
  const Diff copied = manifest::diff(of({package("a-1-1.noarch")}),
                                     of({package("a-1-1.noarch"), package("a-1-1.noarch", "deps/misc")}));
  CHECK(nevras(copied.added) == Names{"deps/misc/a-1-1.noarch"});
  CHECK(copied.changed.empty());
}

TEST_CASE("several versions of one package: the newest replaces the newest") {
  const auto old_one = of({package("a-1-1.noarch"), package("a-2-1.noarch"), package("a-3-1.noarch")});
  CHECK(pairs(manifest::diff(old_one, of({package("a-2-1.noarch"), package("a-4-1.noarch")}))) ==
        Names{"packages/a-3-1.noarch → packages/a-4-1.noarch"});
  const Diff fewer = manifest::diff(old_one, of({package("a-4-1.noarch")}));
  CHECK(pairs(fewer) == Names{"packages/a-3-1.noarch → packages/a-4-1.noarch"});
  CHECK(nevras(fewer.removed) == Names{"packages/a-1-1.noarch", "packages/a-2-1.noarch"});
  // A package in the same section is preferred to a newer one in another.
  CHECK(pairs(manifest::diff(of({package("a-1-1.noarch"), package("a-9-1.noarch", "other")}),
                             of({package("a-2-1.noarch")}))) ==
        Names{"packages/a-1-1.noarch → packages/a-2-1.noarch"});
}

TEST_CASE("sections, keys, files and the fields at the top") {
  const Manifest old_one = test::example_manifest();
  Manifest new_one = old_one;
  new_one.release = "1.0.3";
  new_one.config_sha256 = std::string(64, '4');
  new_one.signer = std::string(40, 'C');
  new_one.sections[0].client = "el7";
  new_one.sections.push_back({.path = "deps/epel", .signer = std::string(40, 'C')});
  new_one.keys[0].expires.reset();
  new_one.keys[0].expired = "ignore";
  new_one.keys.push_back({.fingerprint = std::string(40, 'C'), .file = "RPM-GPG-KEY-epel"});
  new_one.files.erase(new_one.files.begin());
  const Diff diff = manifest::diff(old_one, new_one);
  CHECK(diff.release == manifest::ChangedText{"1.0.2", "1.0.3"});
  CHECK(diff.config_sha256.has_value());
  CHECK(diff.signer == manifest::ChangedText{"", std::string(40, 'C')});
  CHECK_FALSE(diff.product);
  CHECK_FALSE(diff.created);
  CHECK_FALSE(diff.tool);
  REQUIRE(diff.sections.changed.size() == 1);
  CHECK(diff.sections.changed[0].before.client == "modern");
  CHECK(diff.sections.changed[0].after.client == "el7");
  REQUIRE(diff.sections.added.size() == 1);
  CHECK(diff.sections.added[0].path == "deps/epel");
  CHECK_FALSE(diff.sections.order);
  CHECK(diff.keys.changed.size() == 1);
  CHECK(diff.keys.added.size() == 1);
  REQUIRE(diff.files.removed.size() == 1);
  CHECK(diff.files.removed[0].file == "RPM-GPG-KEY-acme");
  CHECK(diff.added.empty());
  CHECK(manifest::apply(old_one, diff).to_json() == new_one.to_json());

  std::swap(new_one.sections[0], new_one.sections[2]);
  const Diff ordered = manifest::diff(old_one, new_one);
  CHECK(ordered.sections.order == Names{"deps/epel", "sources", "packages"});
  CHECK(manifest::apply(old_one, ordered).to_json() == new_one.to_json());
}

TEST_CASE("a thing that is listed twice counts as two") {
  Manifest old_one = test::example_manifest();
  old_one.files.push_back(old_one.files[0]);
  Manifest new_one = old_one;
  new_one.files[2].sha256 = std::string(64, '9');
  CHECK(manifest::apply(old_one, manifest::diff(old_one, new_one)).to_json() == new_one.to_json());
  CHECK(manifest::apply(new_one, manifest::diff(new_one, old_one)).to_json() == old_one.to_json());
  new_one.files.pop_back();
  CHECK(manifest::apply(old_one, manifest::diff(old_one, new_one)).to_json() == new_one.to_json());
  CHECK(manifest::apply(new_one, manifest::diff(new_one, old_one)).to_json() == old_one.to_json());
}

TEST_CASE("a difference applies only to the manifest that it starts from") {
  const Manifest one = of({package("a-1-1.noarch")});
  const Manifest other = of({package("a-2-1.noarch")});
  const Diff diff = manifest::diff(one, other);
  CHECK(manifest::apply(one, diff).to_json() == other.to_json());
  CHECK_THROWS_WITH_AS(manifest::apply(other, diff), "the difference starts from another manifest", Error);
  Manifest renamed = one;
  renamed.release = "2";
  CHECK_THROWS_AS(manifest::apply(one, manifest::diff(renamed, one)), Error);
}

namespace {

/// Manifests with few names, so that any two have much in common.
class Random {
 public:
  explicit Random(unsigned seed) : m_source(seed) {}

  Manifest manifest() {
    Manifest m = test::example_manifest();
    m.release = pick({"1", "2"});
    m.config_sha256 = std::string(64, pick({"a", "b"}).front());
    m.lock_sha256 = std::string(64, pick({"a", "b"}).front());
    m.sections.clear();
    m.keys.clear();
    m.files.clear();
    m.packages.clear();
    for (const char* path : {"packages", "sources", "deps/epel"})
      if (number(4))
        m.sections.push_back({.path = path, .client = pick({"el6", "el7"}), .packages = number(2)});
    for (const char letter : {'A', 'B'})
      if (number(3)) m.keys.push_back({.fingerprint = std::string(40, letter), .user_id = pick({"x", "y"})});
    for (const char* file : {"a", "b", "c"})
      if (number(3)) m.files.push_back({file, pick({"1", "2"})});
    for (const char* nevra : {"a-1-1.noarch", "b-1-1.noarch"})
      if (number(3) == 0)
        m.withdrawn.push_back({nevra, "packages", std::string(64, 'a'), pick({"0", "1"}), ""});
    if (number(3) == 0) m.delta_from = {pick({"0", "1"}), std::string(64, 'b')};
    if (number(3) == 0) m.previous = {pick({"0", "1"}), std::string(64, 'b')};
    if (number(3) == 0) m.supplier.name = pick({"x", "y"});
    for (const char* finding : {"a", "b"})
      if (number(3) == 0) m.waivers.push_back({"closure", finding, pick({"r", "s"}), "o", "2027-03-31"});
    std::ranges::shuffle(m.sections, m_source);
    std::ranges::shuffle(m.keys, m_source);
    std::ranges::shuffle(m.files, m_source);
    for (size_t count = number(12); count > 0; --count) add_package(m);
    m.sort();
    return m;
  }

 private:
  void add_package(Manifest& m) {
    Entry entry = package(pick({"a", "b"}) + "-" + pick({"1", "1.0", "1.00", "1.0~rc1", "2:0", "10"}) + "-" +
                              pick({"1", "2"}) + "." + pick({"noarch", "x86_64"}),
                          pick({"packages", "deps/epel"}));
    entry.sha256 = std::string(64, pick({"a", "b"}).front());
    entry.signatures.front().fingerprint = std::string(40, pick({"A", "B"}).front());
    entry.summary = pick({"x", "y"});
    const auto same_file = [&](const Entry& other) { return other.file == entry.file; };
    if (std::ranges::none_of(m.packages, same_file)) m.packages.push_back(entry);
  }

  size_t number(size_t below) { return m_source() % below; }
  std::string pick(std::vector<std::string> from) { return from[number(from.size())]; }

  std::mt19937 m_source;
};

}  // namespace

TEST_CASE("for any two manifests, the difference leads from one to the other") {
  const char* given = std::getenv("RPMWORKS_TEST_SEED");
  const unsigned seed = given ? static_cast<unsigned>(std::stoul(given)) : std::random_device()();
  MESSAGE("seed: " << seed << " (set RPMWORKS_TEST_SEED to repeat it)");
  Random random(seed);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    const Manifest one = random.manifest();
    const Manifest other = random.manifest();
    const Diff diff = manifest::diff(one, other);
    REQUIRE(manifest::apply(one, diff).to_json() == other.to_json());
    REQUIRE(manifest::diff(manifest::apply(one, diff), other).is_empty());
    REQUIRE(diff.is_empty() == (one.to_json() == other.to_json()));
    // Pairs have the same name and architecture, and are never unchanged packages.
    for (const auto& each : diff.changed) {
      REQUIRE(each.before.nevra.name == each.after.nevra.name);
      REQUIRE(each.before.nevra.arch == each.after.nevra.arch);
      REQUIRE_FALSE(each.before == each.after);
    }
    // No package is both added and removed if it could have been paired.
    for (const auto& added : diff.added)
      for (const auto& removed : diff.removed)
        REQUIRE_FALSE((added.nevra.name == removed.nevra.name && added.nevra.arch == removed.nevra.arch));
  }
}
