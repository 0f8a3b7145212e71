// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/dependencies.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "report/page_files.hpp"

using namespace rpmworks;

namespace {

struct Made {
  manifest::Manifest manifest;
  std::vector<std::shared_ptr<const rpm::Contents>> contents;

  void add(const std::string& section, std::vector<std::string> provides, std::vector<std::string> needs,
           const std::vector<std::string>& files = {}) {
    manifest::Entry entry;
    entry.nevra = {.name = "p" + std::to_string(contents.size()), .evr = {"", "1", "1"}, .arch = "noarch"};
    entry.section = section;
    manifest.packages.push_back(entry);
    auto one = std::make_shared<rpm::Contents>();
    one->package.provides = std::move(provides);
    one->package.requires_ = std::move(needs);
    for (const auto& file : files) one->files.emplace_back().path = file;
    contents.push_back(one);
  }
};

using Positions = std::vector<size_t>;
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("what packages of a release need of each other") {
  Made made;
  made.manifest.sections = {
      {.path = "a", .target = "el9"}, {.path = "b", .target = "el9"}, {.path = "c", .target = "el6"}};
  made.add("a", {"lib = 1.2-3", "libx.so.1()(64bit)"}, {}, {"/usr/bin/tool"});
  made.add("b", {"app = 1-1"},
           {"lib >= 1.2", "lib >= 1:1", "/usr/bin/tool", "rpmlib(X) <= 1", "libc.so.6(GLIBC_2.34)(64bit)",
            "libc.so.6()(64bit)", "app"});
  made.add("b", {"lib"}, {"lib = 1.2", "lib < 1.2", "lib > 1.2-2", "(a or b)"});
  made.add("c", {"lib = 9"}, {"lib", "libx.so.1()(64bit)"});
  const auto found = report::dependencies_of(made.manifest, made.contents);
  CHECK(found.needs[0].empty());
  CHECK(found.needs[1] == Positions{0});
  CHECK(found.outside[1] == Names{"lib >= 1:1", "libc.so.6()(64bit)"});
  CHECK(found.needs[2] == Positions{0});
  CHECK(found.outside[2] == Names{"(a or b)", "lib < 1.2"});
  // Another target.
  CHECK(found.needs[3].empty());
  CHECK(found.outside[3] == Names{"libx.so.1()(64bit)"});
  CHECK(report::dependencies_of(made.manifest, {}).needs.size() == 4);
}

TEST_CASE("lists of files are shortened to what fits") {
  Made made;
  Names many;
  for (int i = 0; i < 100; ++i) many.push_back("/usr/share/x/file" + std::to_string(i));
  made.add("a", {}, {}, many);
  made.add("a", {}, {}, {"/usr/bin/x", "/usr/bin/y", "/top"});
  made.contents.push_back(nullptr);
  const auto all = report::file_lists(made.contents, 100'000);
  CHECK(all.limit == 5000);
  CHECK(all.counts == Positions{100, 3, 0});
  REQUIRE(all.shown[1].size() == 2);
  CHECK(all.shown[1][0].folder == "/usr/bin");
  CHECK(all.shown[1][0].names == "x\ny");
  CHECK(all.shown[1][1].folder == "/");
  CHECK(all.shown[2].empty());
  const auto few = report::file_lists(made.contents, 400);
  CHECK(few.limit == 20);
  CHECK(few.counts[0] == 100);
  CHECK(std::count(few.shown[0][0].names.begin(), few.shown[0][0].names.end(), '\n') == 19);
  CHECK(report::file_lists(made.contents, 0).limit == 0);
  CHECK(report::file_lists(made.contents, 0).shown[0].empty());
}
