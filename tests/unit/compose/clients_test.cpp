// SPDX-License-Identifier: GPL-3.0-or-later
// What clients see of a release: metadata times, changed files under the same names, ids and addresses.
#include <doctest/doctest.h>

#include <map>
#include <memory>

#include "compose/compose.hpp"
#include "compose/preflight.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "repodata/repodata.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using test::error_of;
using test::made;
using test::Product;
using test::says;

namespace {

struct Lines : EventSink {
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) warnings.push_back(event.subject);
    // Gates that need the base do not run in these tests.
    const bool is_of_gates =
        event.subject.starts_with("not checked: ") || event.subject.starts_with("upgrade of ");
    if (event.kind == Event::Kind::note && !is_of_gates) notes.push_back(event.subject);
  }
  std::vector<std::string> warnings;
  std::vector<std::string> notes;
};

// Composes a release and publishes it; returns the warnings.
Lines release(Product& product, const std::string& name) {
  product.inputs.release = name;
  const auto lines = std::make_shared<Lines>();
  Reporter reporter(lines);
  compose::compose(product.inputs, product.environment(reporter));
  releases::publish(name, product.workspace, releases::publishing_of(product.config), reporter);
  return *lines;
}

int64_t time_of(const Product& product, const std::string& release) {
  return repodata::newest_time(product.workspace.releases() / release / "packages");
}

// The packages that were built at a time; their versions differ. Made once, because rpmbuild is slow.
struct BuiltAt {
  TempDir folder{fs::temp_directory_path(), "compose-built-"};
  test::BuiltPackage greet;
  test::BuiltPackage greeter;

  explicit BuiltAt(int64_t time) {
    const std::string version = std::to_string(time - 1600000000);
    greet = test::build_package(folder.path(), {.name = "greet", .version = version, .time = time});
    greeter = test::build_package(folder.path(), {.name = "greeter", .version = version, .time = time});
  }
};

void set_build_times(Product& product, int64_t greet, int64_t greeter) {
  static std::map<int64_t, std::unique_ptr<BuiltAt>> built;
  for (const int64_t time : {greet, greeter})
    if (!built[time]) built[time] = std::make_unique<BuiltAt>(time);
  product.inputs.srpms.clear();
  product.inputs.builds.clear();
  product.add("greet", built[greet]->greet);
  product.add("greeter", built[greeter]->greeter);
}

void set_build_times(Product& product, int64_t time) {
  set_build_times(product, time, time);
}

void accept_removal(Product& product) {
  product.config.waivers = {{.gate = "upgrade",
                             .finding = "greet.noarch removed",
                             .reason = "nobody used it",
                             .owner = "ann",
                             .expires = "2999-12-31"}};
}

std::string metadata_of(const Product& product, const std::string& release) {
  const fs::path folder = product.workspace.releases() / release / "packages/repodata";
  // The signature contains the second in which it was made; the store keeps it.
  return test::contents(folder);
}

}  // namespace

TEST_CASE("the metadata for yum never gets older") {
  Product product;
  auto& client = product.config.targets["el9"].client;
  client = config::ClientProfile::el7;
  set_build_times(product, 1700000500);
  release(product, "1.0");
  CHECK(time_of(product, "1.0") == 1700000500);

  set_build_times(product, 1700000100);  // the packages were downgraded
  SUBCASE("for el7") {
    const Lines told = release(product, "1.1");
    CHECK(time_of(product, "1.1") == 1700000500);
    REQUIRE(told.notes.size() == 2);
    CHECK(told.notes[0] ==
          "the metadata of packages gets the time of the release 1.0 (2023-11-14T22:21:40Z), not the time "
          "when its newest package was built (2023-11-14T22:15:00Z): otherwise yum would keep the newer "
          "metadata");
    for (const auto& check : gates::verify(product.release(), Reporter::silent(), 1)) CHECK(check.passed);
    // It is the same when composed again, even if a later release was published meanwhile.
    set_build_times(product, 1700000900);
    release(product, "1.2");
    set_build_times(product, 1700000100);
    fs::remove_all(product.workspace.state() / "releases");
    const Lines back = release(product, "1.1");
    REQUIRE(back.warnings.size() == 2);
    for (const auto& line : back.warnings) CHECK(says(line, "until `yum clean metadata` is run"));
  }
  SUBCASE("for el6, and only relative to published releases") {
    client = config::ClientProfile::el6;
    set_build_times(product, 1700000900);
    product.inputs.release = "trial";
    product.compose();
    set_build_times(product, 1700000100);
    release(product, "1.1");
    CHECK(time_of(product, "1.1") == 1700000500);
  }
  SUBCASE("for other clients it has the time of the newest package") {
    client = config::ClientProfile::modern;
    CHECK(release(product, "1.1").notes.empty());
    CHECK(time_of(product, "1.1") == 1700000100);
  }
  SUBCASE("not relative to another product") {
    product.config.product = "goodbyes";
    release(product, "1.1");
    CHECK(time_of(product, "1.1") == 1700000100);
  }
}

TEST_CASE("a section whose packages did not change has the same metadata in the next release") {
  Product product;
  set_build_times(product, 1700000500, 1700000100);
  auto& client = product.config.targets["el9"].client;
  const auto same_again = [&] {
    release(product, "1.0");
    for (auto& srpm : product.inputs.srpms) srpm.commit_time = 1700009000;  // another section changed
    release(product, "1.1");
    CHECK(time_of(product, "1.1") == 1700000500);
    CHECK(metadata_of(product, "1.0") == metadata_of(product, "1.1"));
  };
  SUBCASE("for el7") {
    client = config::ClientProfile::el7;
    same_again();
    set_build_times(product, 1700000200, 1700000100);  // a downgrade
    release(product, "1.2");
    release(product, "1.3");
    CHECK(time_of(product, "1.2") == 1700000500);
    CHECK(metadata_of(product, "1.2") == metadata_of(product, "1.3"));
    accept_removal(product);
    product.inputs.srpms.erase(product.inputs.srpms.begin());  // the newest package is removed
    product.inputs.builds.erase(product.inputs.builds.begin());
    release(product, "1.4");
    CHECK(time_of(product, "1.4") == 1700000500);
    CHECK(metadata_of(product, "1.3") != metadata_of(product, "1.4"));
  }
  SUBCASE("for dnf") {
    client = config::ClientProfile::modern;
    same_again();
    set_build_times(product, 1700000200, 1700000100);
    release(product, "1.2");
    CHECK(time_of(product, "1.2") == 1700000200);
    accept_removal(product);
    product.inputs.srpms.erase(product.inputs.srpms.begin());
    product.inputs.builds.erase(product.inputs.builds.begin());
    release(product, "1.3");
    CHECK(time_of(product, "1.3") == 1700000100);
  }
}

TEST_CASE("the metadata of an empty section has the time of the key that signs it") {
  Product product;
  product.config.sections.push_back({.path = "empty", .from = config::Section::From::builds, .sign = "acme"});
  const auto composed = product.compose();
  CHECK(repodata::newest_time(product.release() / "empty") == composed.manifest.keys.at(0).created);
  CHECK(composed.manifest.keys.at(0).created > 1700000000);
}

TEST_CASE("a release composed before another was published is not published with older metadata for yum") {
  Product product;
  auto& client = product.config.targets["el9"].client;
  client = config::ClientProfile::el7;
  set_build_times(product, 1700000100);
  product.inputs.release = "1.1";
  product.compose();
  set_build_times(product, 1700000500);

  SUBCASE("it is refused until it is composed again") {
    release(product, "1.0");
    set_build_times(product, 1700000100);
    CHECK(error_of(ExitCode::gate, [&] { release(product, "1.1"); }) ==
          "error: the release 1.1 was composed before another release was published, and its metadata is "
          "older, so yum would ignore it\n  the metadata of packages has the time 2023-11-14T22:15:00Z, that "
          "of the release 1.0 has 2023-11-14T22:21:40Z\n  the metadata of sources has the time "
          "2023-11-14T22:15:00Z, that of the release 1.0 has 2023-11-14T22:21:40Z\nhint: compose it again "
          "with --replace: `rpmworks compose --replace 1.1`\n");
    CHECK(releases::published(product.workspace) == "1.0");
    product.compose(true);
    CHECK(release(product, "1.1").warnings.empty());
    CHECK(releases::published(product.workspace) == "1.1");
    CHECK(time_of(product, "1.1") == 1700000500);
  }
  SUBCASE("a rollback to it gives a warning") {
    set_build_times(product, 1700000100);
    release(product, "1.1");
    set_build_times(product, 1700000500);
    CHECK(release(product, "1.2").warnings.empty());
    set_build_times(product, 1700000100);
    const auto warnings = release(product, "1.1").warnings;
    REQUIRE(warnings.size() == 2);
    CHECK(warnings[0] ==
          "the metadata of packages has the time 2023-11-14T22:15:00Z, that of the release 1.2 has "
          "2023-11-14T22:21:40Z: yum keeps its newer metadata until `yum clean metadata` is run on each "
          "client");
    CHECK(releases::published(product.workspace) == "1.1");
    set_build_times(product, 1700000500);
    CHECK(release(product, "1.2").warnings.empty());  // forward again
  }
  SUBCASE("dnf accepts older metadata") {
    client = config::ClientProfile::modern;
    set_build_times(product, 1700000100);
    product.compose(true);
    set_build_times(product, 1700000500);
    release(product, "1.0");
    set_build_times(product, 1700000100);
    CHECK(release(product, "1.1").warnings ==
          std::vector<std::string>{"the release 1.1: UPGRADE.md does not cover 1.0, which was composed "
                                   "afterwards: `rpmworks compose "
                                   "--replace 1.1` makes it again"});
  }
}

TEST_CASE("commits with times in the future are reported") {
  Product product;
  CHECK(compose::future_times(product.inputs.srpms, 1700000000).empty());
  CHECK(compose::future_times(product.inputs.srpms, 1700000000 - 3600)
            .empty());  // a clock that is slightly wrong
  const auto lines = compose::future_times(product.inputs.srpms, 1600000000);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] ==
        "the commit aaaaaaaaaaaa of greet was made in the future, on 2023-11-14T22:13:20Z: the release and "
        "its metadata get that time, and afterwards yum ignores all older metadata (correct the clock, and "
        "commit again: git commit --amend --date=now)");
  product.inputs.srpms.resize(1);
  product.inputs.srpms[0].commit_time = 0;
  CHECK(says(compose::future_times(product.inputs.srpms, 1).at(0),
             "the source package greet-1.0-1.src was built in the future"));
}

TEST_CASE("a second signing of the same packages gives the same files") {
  Product product;
  release(product, "1.0");
  fs::remove_all(product.store.folder() / "records");  // a workspace without stored signatures
  const fs::path package = "packages/greet-1.0-1.noarch.rpm";
  CHECK(release(product, "1.1").warnings.empty());
  CHECK(read_file(product.workspace.releases() / "1.0" / package) ==
        read_file(product.workspace.releases() / "1.1" / package));
}

TEST_CASE("other signatures of the same packages are reported") {
  Product product;
  release(product, "1.0");
  // As if another rpmworks had signed them.
  const fs::path file = product.workspace.releases() / "1.0/manifest.json";
  std::string text = read_file(file);
  const Json json = Json::parse(text);
  for (const auto& package : json.at("packages")) {
    const std::string sha256 = package.at("sha256");
    text.replace(text.find(sha256), sha256.size(), std::string(64, 'a'));
  }
  fs::remove(file);
  write_file_atomically(file, text);
  const Lines told = release(product, "1.1");
  REQUIRE(told.warnings.size() == 1);
  CHECK(told.warnings[0] ==
        "the release 1.0 holds 4 packages with the same name and version but another signature by the same "
        "key, so the files differ: either the key signs differently each time, or that release was signed by "
        "an "
        "earlier rpmworks or by another program: greet-1.0-1.noarch, greeter-2.0-1.x86_64, greet-1.0-1.src, "
        "greeter-2.0-1.src");
}

TEST_CASE("--replace does not report a damaged published release as unchanged") {
  Product product;
  release(product, "1.0");
  CHECK(product.compose(true).unchanged);
  const fs::path package = product.release() / "packages/greet-1.0-1.noarch.rpm";
  SUBCASE("a missing package") {
    fs::remove(package);
  }
  SUBCASE("a changed file") {
    fs::remove(product.release() / "manifest.csv");
    write_file_atomically(product.release() / "manifest.csv", "x");
  }
  SUBCASE("an additional file") {
    write_file_atomically(product.release() / "packages/evil.rpm", "x");
  }
  const std::string message = error_of(ExitCode::gate, [&] { product.compose(true); });
  CHECK(says(message, "the release 1.0 is damaged, but it is published, so rpmworks does not replace it"));
  CHECK(says(message, "hint: restore it from a copy, or compose it again under another name"));
}

TEST_CASE("zypper finds the metadata's key beside it") {
  Product product;
  const auto composed = product.compose();
  const std::string key = "packages/repodata/repomd.xml.key";
  CHECK(read_file(composed.folder / key) == read_file(made().key.public_key()));
  REQUIRE(composed.manifest.keys.size() == 1);
  CHECK(composed.manifest.keys[0].user_id == "Acme <acme@example.org>");
  CHECK(composed.manifest.signer_shown(made().key.fingerprint()) ==
        "Acme <acme@example.org> (" + made().key.fingerprint() + ")");
  CHECK(composed.manifest.signer_shown("0123") == "0123");
  std::string told;
  for (const auto& check : gates::verify(composed.folder, Reporter::silent(), 1))
    told += check.name + ": " + check.detail + "\n";
  CHECK(says(told, "signatures: signed by Acme <acme@example.org> (" + made().key.fingerprint() + ")"));
  CHECK(says(told, "manifest: signed by Acme <acme@example.org>"));
  fs::remove(composed.folder / key);
  write_file_atomically(composed.folder / key, "another");
  told.clear();
  for (const auto& check : gates::verify(composed.folder, Reporter::silent(), 1))
    for (const auto& finding : check.findings) told += finding.text + "\n";
  CHECK(told == key + " does not match its SHA-256 in the manifest\n");
}

TEST_CASE("repository ids are valid for dnf") {
  Product product;
  product.config.product = "c++tools";
  product.config.sections[0].path = "lib+s/$basearch";
  product.compose();
  const std::string text = read_file(product.release() / "c++tools.repo");
  CHECK(says(text, "[cplusplustools-libpluss]\n"));
  CHECK(says(text, "[cplusplustools-sources]\n"));
  CHECK(says(read_file(product.release() / "index.html"), "--repofrompath=cplusplustools,"));
}

TEST_CASE("credentials in release.baseurl give a warning") {
  Product product;
  product.config.baseurl = "https://x.example/rpm";
  CHECK(compose::configuration_warnings(product.config).empty());
  product.config.baseurl = "https://u:s3cret@x.example/rpm";
  const auto warnings = compose::configuration_warnings(product.config);
  REQUIRE(warnings.size() == 1);
  CHECK(says(warnings[0], "repos.yaml: `release.baseurl` contains a user name or a password"));
  CHECK_FALSE(says(warnings[0], "s3cret"));
}

TEST_CASE("a set that no section uses gives a warning") {
  Product product;
  product.config.unused_sets = {{"monitoring", {.file = "repos.yaml", .line = 12, .column = 5}}};
  CHECK(compose::configuration_warnings(product.config) ==
        std::vector<std::string>{
            "repos.yaml:12:5: no section uses the set 'monitoring': add \"@monitoring\" to "
            "its `packages`, or remove the set"});
}
