// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "lockfile/write.hpp"
#include "support/errors.hpp"
#include "unit/lockfile/sample.hpp"

using namespace rpmworks;
using namespace rpmworks::lockfile;

namespace {

using Change = std::function<void(Lock&)>;

std::string changed(const Change& change) {
  Lock lock = parse(k_sample_text, "repos.lock");
  change(lock);
  return to_text(lock);
}

Merged merged(const Change& ours, const Change& theirs) {
  return merge(k_sample_text, changed(ours), changed(theirs));
}

// The merge of both changes must be what one side would have, with the mark.
void check_clean(const Change& ours, const Change& theirs, const Change& both) {
  for (const auto& [one, other] : {std::pair(ours, theirs), std::pair(theirs, ours)}) {
    const Merged result = merged(one, other);
    CHECK_FALSE(result.has_conflicts);
    CHECK(result.text == changed([&](Lock& lock) {
            both(lock);
            lock.is_merged = true;
          }));
  }
}

LockedPackage& named(Lock& lock, const std::string& name) {
  return *std::ranges::find(lock.packages, name, [](const LockedPackage& one) { return one.nevra.name; });
}

void nothing(Lock&) {}

void add(Lock& lock) {
  lock.packages.push_back(package("libevent", "2.0-1"));
}
void update(Lock& lock) {
  named(lock, "openssl").nevra.evr.release = "58.el6";
}
void update_more(Lock& lock) {
  named(lock, "openssl").nevra.evr.release = "59.el6";
}
void drop(Lock& lock) {
  std::erase_if(lock.packages, [](const LockedPackage& one) { return one.nevra.name == "openssl"; });
}

// The line of the package openssl with another release.
std::string openssl(const std::string& release) {
  Lock lock = parse(k_sample_text, "repos.lock");
  LockedPackage& package = named(lock, "openssl");
  package.nevra.evr.release = release;
  return line_of(package);
}

}  // namespace

TEST_CASE("if only one side changed, the result is that side") {
  for (const Change& change : {Change(nothing), Change(add), Change(update), Change(drop)}) {
    CHECK(merged(change, nothing).text == changed(change));
    CHECK(merged(nothing, change).text == changed(change));
    CHECK(merged(change, change).text == changed(change));
    CHECK_FALSE(merged(change, change).has_conflicts);
  }
}

TEST_CASE("changes of different packages are both in the result, which has a mark") {
  const auto both = [](const Change& one, const Change& other) {
    return [=](Lock& lock) {
      one(lock);
      other(lock);
    };
  };
  check_clean(add, update, both(add, update));
  check_clean(add, drop, both(add, drop));
  const Change another = [](Lock& lock) { lock.packages.push_back(package("libuv", "1.0-1")); };
  check_clean(add, another, both(add, another));
}

TEST_CASE("different changes of one package are a conflict that parse refuses") {
  const Merged result = merged(update, update_more);
  CHECK(result.has_conflicts);
  const std::string marked =
      "<<<<<<< ours\n" + openssl("58.el6") + "=======\n" + openssl("59.el6") + ">>>>>>> theirs\n";
  CHECK(result.text == with_digest_line(with(with(k_sample_lines, openssl("57.el6"), marked),
                                             "keys:", "merged: true\nkeys:")));
  CHECK(test::says(test::error_of(ExitCode::invalid, [&] { parse(result.text, "repos.lock"); }),
                   "repos.lock:12:1: error: unresolved conflict of a git merge\n"));

  const Merged removed = merged(drop, update);
  CHECK(removed.has_conflicts);
  CHECK(test::says(removed.text, "<<<<<<< ours\n=======\n" + openssl("58.el6") + ">>>>>>> theirs\n"));
}

TEST_CASE("versions of one package that coexist are one entry") {
  const Change more = [](Lock& lock) { lock.packages.push_back(package("zeromq", "5.0-1")); };
  const Change other = [](Lock& lock) { lock.packages.push_back(package("zeromq", "6.0-1")); };
  const Change other_arch = [](Lock& lock) { lock.packages.push_back(package("zeromq", "5.0-1", "i686")); };
  CHECK(merged(more, nothing).text == changed(more));
  CHECK(merged(more, other).has_conflicts);
  check_clean(more, other_arch, [&](Lock& lock) {
    more(lock);
    other_arch(lock);
  });
}

TEST_CASE("the digest of the inputs") {
  const auto inputs = [](char digit) {
    return Change([=](Lock& lock) { lock.inputs["centos6"] = std::string(64, digit); });
  };
  CHECK(merged(inputs('1'), nothing).text == changed(inputs('1')));
  CHECK(merged(nothing, inputs('1')).text == changed(inputs('1')));
  // Both changed it: ours, and the mark, although no entry differs.
  CHECK(merged(inputs('1'), inputs('2')).text == changed([&](Lock& lock) {
          inputs('1')(lock);
          lock.is_merged = true;
        }));
  // A mark stays until `rpmworks lock` removes it.
  const Change marked = [](Lock& lock) { lock.is_merged = true; };
  CHECK(merge(changed(marked), changed(nothing), changed(marked)).text == changed(nothing));
  CHECK(merge(changed(marked), changed(marked), changed(marked)).text == changed(marked));
}

TEST_CASE("an upstream and a key that one side removed stay if the other side added packages that use them") {
  const auto lock_with = [](bool has_package) {
    Lock lock = sample();
    lock.keys.push_back({"misc", std::string(40, '1')});
    lock.upstreams.push_back(
        {.name = "misc", .url = "/srv/misc", .trust = {"misc"}, .repomd_sha256 = std::string(64, '1')});
    if (has_package) {
      lock.packages.push_back(package("libuv", "1-1"));
      lock.packages.back().upstream = "misc";
    }
    return to_text(lock);
  };
  const Merged result = merge(lock_with(false), k_sample_text, lock_with(true));
  CHECK_FALSE(result.has_conflicts);
  CHECK(parse(result.text, "repos.lock").packages.size() == sample().packages.size() + 1);
  CHECK(parse(result.text, "repos.lock").upstreams.size() == 3);
}

TEST_CASE("both sides changed an upstream, or added the same key") {
  const auto revision = [](const std::string& text) {
    return Change([=](Lock& lock) { lock.upstreams[1].revision = text; });
  };
  const Merged result = merged(revision("2000000000"), revision("2000000001"));
  CHECK(result.has_conflicts);
  CHECK(test::says(result.text, "revision: \"2000000000\" }\n=======\n"));
  const auto key = [](char digit) {
    return Change([=](Lock& lock) { lock.keys.push_back({"misc", std::string(40, digit)}); });
  };
  CHECK(merged(key('1'), key('2')).has_conflicts);
  CHECK_FALSE(merged(key('1'), key('1')).has_conflicts);
}

TEST_CASE("a file that both sides added") {
  CHECK(merge("", k_sample_text, k_sample_text).text == k_sample_text);
  CHECK(merge("", changed(update), k_sample_text).has_conflicts);
  CHECK(merge("", changed(add), k_sample_text).text == changed(add));
}

TEST_CASE("a side that cannot be read is named") {
  CHECK(test::says(test::error_of(ExitCode::invalid, [] { merge(k_sample_text, k_sample_text, "x: y\n"); }),
                   "theirs:1:1: error: 'schema' is missing\n"));
}
