// SPDX-License-Identifier: GPL-3.0-or-later
// Random locks survive being written and read; merging random changes of different packages equals making
// both.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>

#include "lockfile/line_reader.hpp"
#include "unit/lockfile/sample.hpp"

using namespace rpmworks;
using namespace rpmworks::lockfile;

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : m_source(seed) {}

  size_t number(size_t below) { return m_source() % below; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[number(from.size())];
  }

  // Text as metadata may have it, with everything that YAML gives a meaning.
  std::string text() {
    static const std::vector<std::string> k_parts = {"a",
                                                     "Z",
                                                     "0",
                                                     "9",
                                                     ".",
                                                     "-",
                                                     ":",
                                                     " ",
                                                     ",",
                                                     "[",
                                                     "]",
                                                     "{",
                                                     "}",
                                                     "#",
                                                     "&",
                                                     "*",
                                                     "!",
                                                     "|",
                                                     ">",
                                                     "'",
                                                     "\"",
                                                     "%",
                                                     "@",
                                                     "`",
                                                     "?",
                                                     "\\",
                                                     "~",
                                                     "\xc3\xa9",
                                                     "\xe2\x80\xae",
                                                     "e",
                                                     "=",
                                                     "x1",
                                                     "no",
                                                     "_",
                                                     "/",
                                                     "<",
                                                     "\xf0\x9f\x98\x80"};
    std::string text;
    const size_t parts = 1 + number(12);
    for (size_t i = 0; i < parts; ++i) text += pick(k_parts);
    return text;
  }

  std::string digest(size_t digits, const char* alphabet) {
    std::string hex;
    for (size_t i = 0; i < digits; ++i) hex += alphabet[number(16)];
    return hex;
  }
  std::string sha256() { return digest(64, number(8) == 0 ? "0123456789012345" : "0123456789abcdef"); }

  LockedPackage random_package() {
    LockedPackage package{
        .target = pick<std::string>({"el6", "el7"}),
        .section = pick<std::string>({"deps/epel", "deps/updates/$basearch"}),
        .nevra = {.name = pick<std::string>({"bash", "gcc-c++", "no", "0ad", "libX11", "python3.9", "a~b"}),
                  .evr = {.epoch = pick<std::string>({"", "1", "4294967295"}),
                          .version =
                              pick<std::string>({"1", "1.0", "1.00", "1.10", "1e", "2~rc1", "2^git", "0x1"}),
                          .release = pick<std::string>({"1", "5", "1.el6", "2.el6_9.1"})},
                  .arch = pick<std::string>({"x86_64", "i686", "noarch"})},
        .upstream = pick<std::string>({"one", "two", "three.3"}),
        .location =
            pick<std::string>({"Packages/b/", "", "./", "true/"}) + digest(8, "0123456789abcdef") + ".rpm",
        .size = 1 + number(1'000'000'000'000),
        .sha256 = sha256(),
    };
    if (number(2) == 0) package.source = digest(6, "0123456789abcdef") + ".src.rpm";
    const size_t chain = number(4);
    for (size_t i = 0; i < chain; ++i) package.because.push_back(text() + std::to_string(i));
    if (chain > 0) package.requirement = text();
    const size_t rejected = number(3);
    for (size_t i = 0; i < rejected; ++i) package.rejected.push_back({text(), text()});
    if (number(3) == 0) package.held = "9:9-9";
    return package;
  }

  // At most one package of each identity that merge knows, so that changes can be of different packages.
  Lock lock() {
    Lock lock{.inputs = {{"el6", sha256()}, {"el7", sha256()}}, .is_merged = number(4) == 0};
    for (const char* key : {"k1", "k2"})
      lock.keys.push_back({key, digest(number(2) == 0 ? 40 : 64, "0123456789ABCDEF")});
    for (const char* name : {"one", "two", "three.3"})
      lock.upstreams.push_back(
          {.name = name,
           .url = pick<std::string>({"https://a.example/x?y=z&a=1", "file:///srv/a b", "../repo"}),
           .is_mirror_list = number(2) == 0,
           .trust = pick<std::vector<std::string>>({{}, {"k1"}, {"k1", "k2"}}),
           .repomd_sha256 = sha256(),
           .revision = pick<std::string>({"", "1606780000", "2020-01-01", "r1"})});
    const size_t packages = number(25);
    for (size_t i = 0; i < packages; ++i) put(lock, random_package());
    return lock;
  }

  static std::string id(const LockedPackage& package) {
    return package.target + " " + package.section + " " + package.nevra.name + " " + package.nevra.arch;
  }
  static void put(Lock& lock, const LockedPackage& package) {
    std::erase_if(lock.packages, [&](const LockedPackage& other) { return id(other) == id(package); });
    lock.packages.push_back(package);
  }

 private:
  std::mt19937 m_source;
};

unsigned seed() {
  const char* given = std::getenv("RPMWORKS_TEST_SEED");
  const unsigned seed = given ? static_cast<unsigned>(std::stoul(given)) : std::random_device()();
  MESSAGE("seed: " << seed << " (set RPMWORKS_TEST_SEED to repeat it)");
  return seed;
}

}  // namespace

TEST_CASE("random locks survive being written and read, by both readers") {
  Random random(seed());
  for (int round = 0; round < 400; ++round) {
    CAPTURE(round);
    const Lock lock = random.lock();
    const std::string text = to_text(lock);
    CAPTURE(text);
    const auto fast = read_lines(text);
    REQUIRE(fast);
    REQUIRE(to_text(*fast) == text);
    const Lock slow = parse(text + "# for the YAML reader\n", "repos.lock");
    REQUIRE(to_text(slow) == text);
    // The values themselves, since writing could change two values in the same way.
    REQUIRE(slow.packages.size() == lock.packages.size());
    for (const auto& package : lock.packages) {
      const auto at = std::ranges::find(slow.packages, Random::id(package), Random::id);
      REQUIRE(at != slow.packages.end());
      REQUIRE(at->because == package.because);
      REQUIRE(at->requirement == package.requirement);
      REQUIRE(at->sha256 == package.sha256);
      REQUIRE(at->nevra.evr.version == package.nevra.evr.version);
      REQUIRE(at->rejected.size() == package.rejected.size());
      for (size_t i = 0; i < package.rejected.size(); ++i)
        REQUIRE(at->rejected[i].reason == package.rejected[i].reason);
    }
    const Lock empty{.inputs = lock.inputs};
    REQUIRE(merge("", text, text).text == text);
    REQUIRE(merge(to_text(empty), text, to_text(empty)).text == text);
  }
}

TEST_CASE("merging random changes of different packages equals making both") {
  Random random(seed());
  for (int round = 0; round < 400; ++round) {
    CAPTURE(round);
    Lock base = random.lock();
    base.is_merged = false;
    // Each package that may change belongs to one side. Nothing: remove the package.
    std::map<std::string, std::optional<LockedPackage>> of_ours, of_theirs;
    const auto assign = [&](const LockedPackage& package, const std::optional<LockedPackage>& after) {
      const std::string id = Random::id(package);
      if (of_ours.contains(id) || of_theirs.contains(id)) return;
      (random.number(2) == 0 ? of_ours : of_theirs).emplace(id, after);
    };
    for (const auto& package : base.packages) {
      if (random.number(3) > 0) continue;
      LockedPackage after = package;
      after.sha256 = random.sha256();
      after.nevra.evr.release += ".2";
      assign(package, random.number(2) == 0 ? std::nullopt : std::optional(after));
    }
    for (size_t i = random.number(8); i > 0; --i) {
      const LockedPackage added = random.random_package();
      assign(added, added);
    }
    const auto apply = [](Lock lock, const auto& changes) {
      for (const auto& [id, after] : changes) {
        std::erase_if(lock.packages, [&](const LockedPackage& one) { return Random::id(one) == id; });
        if (after) lock.packages.push_back(*after);
      }
      return lock;
    };
    const Lock ours = apply(base, of_ours);
    const Lock theirs = apply(base, of_theirs);
    Lock both = apply(ours, of_theirs);
    both.is_merged = to_text(both) != to_text(ours) && to_text(both) != to_text(theirs);
    const Merged result = merge(to_text(base), to_text(ours), to_text(theirs));
    REQUIRE_FALSE(result.has_conflicts);
    REQUIRE(result.text == to_text(both));
    REQUIRE(merge(to_text(base), to_text(theirs), to_text(ours)).text == result.text);
  }
}
