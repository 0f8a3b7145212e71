// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/plan.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "layout/basearch.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using config::Section;
using test::error_of;
using test::made;
using test::Product;
using test::says;

namespace {

std::vector<std::string> files(const compose::Plan& plan) {
  std::vector<std::string> names;
  for (const auto& item : plan.items) names.push_back(item.section + "/" + item.file_name);
  return names;
}

compose::Plan plan_of(const Product& product) {
  return compose::make_plan(product.inputs, product.config, product.target(), product.store);
}

std::string refusal(const Product& product, ExitCode code) {
  return error_of(code, [&] { plan_of(product); });
}

}  // namespace

TEST_CASE("packages and their sources go to their sections") {
  Product product;
  product.config.sections = {
      {.path = "packages", .from = Section::From::builds, .sign = "acme"},
      {.path = "deps/misc", .from = Section::From::builds, .sign = "acme"},
      {.path = "deps/misc-srpms", .from = Section::From::srpms, .of = "deps/misc", .sign = "acme"},
      {.path = "sources", .from = Section::From::srpms, .of = "packages", .sign = "acme"}};
  product.config.packages["greeter"].section = "deps/misc";
  CHECK(files(plan_of(product)) == std::vector<std::string>{"deps/misc/greeter-2.0-1.x86_64.rpm",
                                                            "deps/misc-srpms/greeter-2.0-1.src.rpm",
                                                            "packages/greet-1.0-1.noarch.rpm",
                                                            "sources/greet-1.0-1.src.rpm"});
  CHECK(plan_of(product).created == 1700000000);

  product.config.sections.pop_back();
  const std::string message = refusal(product, ExitCode::gate);
  CHECK(says(message, "no section contains the source packages of the packages that are built"));
  CHECK(says(message, "greet-1.0-1.src (its packages go to packages)"));
  CHECK(message.find("greeter-2.0-1.src") == std::string::npos);
}

TEST_CASE("a source package without all sources has the file name that its packages refer to") {
  Product product;
  product.inputs.srpms[0].file_name = "greet-1.0-1.nosrc.rpm";
  CHECK(files(plan_of(product))[2] == "sources/greet-1.0-1.nosrc.rpm");
}

TEST_CASE("the newest input determines the time; without a commit, its build time counts") {
  Product product;
  product.inputs.srpms[0].commit_time = 1800000000;
  CHECK(plan_of(product).created == 1800000000);
  product.inputs.srpms[0].commit_time = 0;
  product.inputs.srpms[1].commit_time = 5;
  CHECK(plan_of(product).created == 1700000000);  // the time in the fixture's spec
}

TEST_CASE("sections by architecture") {
  Product product;
  product.config.sections[0].path = "$basearch/os";
  auto& packages = product.inputs.builds[1].packages;
  packages.push_back(packages[0]);
  packages.back().package.nevra.arch = "i686";
  CHECK(files(plan_of(product)) ==
        std::vector<std::string>{"i386/os/greet-1.0-1.noarch.rpm", "i386/os/greeter-2.0-1.i686.rpm",
                                 "sources/greet-1.0-1.src.rpm", "sources/greeter-2.0-1.src.rpm",
                                 "x86_64/os/greet-1.0-1.noarch.rpm", "x86_64/os/greeter-2.0-1.x86_64.rpm"});
  CHECK(layout::basearch("i586") == "i386");
  CHECK(layout::basearch("armv7hl") == "armhfp");
  CHECK(layout::basearch("aarch64") == "aarch64");
}

TEST_CASE("plans that cannot be composed are refused before anything is signed") {
  Product product;
  SUBCASE("a section from upstream") {
    product.config.sections.push_back(
        {.path = "deps/epel",
         .from = Section::From::upstream,
         .upstream = "epel",
         .where = {.file = "repos.yaml", .line = 12, .column = 5, .text = "    deps/epel: {"}});
    const std::string message = refusal(product, ExitCode::invalid);
    CHECK(says(message, "repos.yaml:12:5"));
    CHECK(says(message, "no packages were selected for the section deps/epel"));
  }
  SUBCASE("the source package of a build is missing") {
    product.inputs.srpms.pop_back();
    CHECK(says(refusal(product, ExitCode::gate), "the source package of greeter is missing"));
  }
  SUBCASE("the same package twice") {
    product.inputs.builds.push_back(product.inputs.builds[0]);
    const std::string message = refusal(product, ExitCode::gate);
    CHECK(says(message, "two packages have the same name in the same section"));
    CHECK(says(message, "packages/greet-1.0-1.noarch.rpm"));
  }
  SUBCASE("packages that differ only in the epoch") {
    auto twin = product.inputs.builds[0];
    twin.packages[0].package.nevra.evr.epoch = "3";
    product.inputs.builds.push_back(twin);
    CHECK(says(refusal(product, ExitCode::gate), "greet-3:1.0-1.noarch"));
  }
  SUBCASE("different packages with one name in two sections") {
    Section second = product.config.sections.front();
    second.path = "second";
    product.config.sections.push_back(second);
    auto& builds = product.inputs.builds;
    product.config.packages[builds[1].name] = {.name = builds[1].name, .section = "second"};
    builds[1].packages[0].package.nevra = builds[0].packages[0].package.nevra;
    const std::string message = refusal(product, ExitCode::gate);
    CHECK(says(message, "two different packages have the same name, version and release"));
    CHECK(says(message, "greet-1.0-1.noarch.rpm: in packages from "));
    CHECK(says(message, ", in second from "));
    // The same file may be in both.
    builds[1].packages[0].sha256 = builds[0].packages[0].sha256;
    CHECK(files(plan_of(product)).size() > 2);
  }
  SUBCASE("no section contains builds") {
    product.config.sections.erase(product.config.sections.begin());
    CHECK(says(refusal(product, ExitCode::invalid), "no section contains the package"));
  }
}

TEST_CASE("origins are shown without credentials and without paths of this machine") {
  Product product;
  const auto url = [&](const std::string& git) {
    product.inputs.srpms[0].git_url = git;
    return compose::origin_of(product.inputs.srpms[0], product.config).url();
  };
  CHECK(url("https://git.example.org/a.git") == "https://git.example.org/a.git");
  CHECK(url("https://token@git.example.org/a@b.git") == "https://git.example.org/a@b.git");
  CHECK(url("https://user:pass@git.example.org:8443/a.git") == "https://git.example.org:8443/a.git");
  CHECK(url("https://user:p@ss@git.example.org/a.git") == "https://git.example.org/a.git");
  CHECK(url("https://git.example.org/a@b") == "https://git.example.org/a@b");
  CHECK(url("ssh://git:pass@git.example.org/a.git") == "ssh://git@git.example.org/a.git");
  CHECK(url("ssh://git@git.example.org/a.git") == "ssh://git@git.example.org/a.git");
  CHECK(url("git@git.example.org:a.git") == "git@git.example.org:a.git");
  CHECK(url((product.folder.path() / "repos/a").string()) == "repos/a");
  CHECK(url("file://" + (product.folder.path() / "repos/a").string()) == "repos/a");
  CHECK(url(product.folder.path().string()) == ".");

  product.inputs.srpms[0].git_url.clear();
  product.config.packages["greet"].srpm = "https://me:pw@example.org/greet.src.rpm";
  const auto given = compose::origin_of(product.inputs.srpms[0], product.config);
  CHECK(given.kind() == "srpm");
  CHECK(given.url() == "https://example.org/greet.src.rpm");
}
