// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/compose.hpp"

#include <doctest/doctest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <memory>

#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/threads.hpp"
#include "licenses/spdx.hpp"
#include "manifest/build_roots.hpp"
#include "manifest/purl.hpp"
#include "repodata/repodata.hpp"
#include "sbom/sbom.hpp"
#include "sign/signer.hpp"
#include "support/thread_count.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using test::error_of;
using test::made;
using test::Product;
using test::says;

namespace {

// What is in releases/ beside the page of all releases.
std::vector<std::string> visible(const Product& product) {
  std::vector<std::string> names;
  if (fs::exists(product.workspace.releases()))
    for (const auto& entry : fs::directory_iterator(product.workspace.releases()))
      if (entry.path().filename() != "index.html") names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return names;
}

struct Activities : EventSink {
  std::vector<std::string> begun;
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::begin) begun.push_back(event.verb);
  }
};

}  // namespace

TEST_CASE("a release has the documented files, readable by a web server") {
  Product product;
  const mode_t umask_before = ::umask(0077);
  const auto composed = product.compose();
  ::umask(umask_before);
  CHECK_FALSE(composed.unchanged);
  CHECK(composed.folder == product.release());
  CHECK(visible(product) == std::vector<std::string>{"1.0.0"});
  for (const char* file :
       {"packages/greet-1.0-1.noarch.rpm", "packages/greeter-2.0-1.x86_64.rpm",
        "packages/repodata/repomd.xml", "packages/repodata/repomd.xml.asc", "sources/greet-1.0-1.src.rpm",
        "sources/greeter-2.0-1.src.rpm", "sources/repodata/repomd.xml.asc", "greetings.repo",
        "RPM-GPG-KEY-acme", "manifest.json", "manifest.json.asc", "manifest.csv", "index.html",
        "manifest.spdx.json", "manifest.cdx.json", "packages.yaml", "buildroots/packages.json"})
    CHECK_MESSAGE(fs::is_regular_file(composed.folder / file), file);
  CHECK(read_file(composed.folder / "RPM-GPG-KEY-acme") == read_file(made().key.public_key()));
  for (const auto& entry : fs::recursive_directory_iterator(composed.folder)) {
    const auto mode = entry.status().permissions();
    CHECK_MESSAGE((mode & fs::perms(0444)) == fs::perms(0444), entry.path());
    if (entry.is_directory()) CHECK_MESSAGE((mode & fs::perms(0777)) == fs::perms(0755), entry.path());
  }
  CHECK((fs::status(composed.folder).permissions() & fs::perms(0777)) == fs::perms(0755));

  const auto& m = composed.manifest;
  CHECK(m.to_json() == read_file(composed.folder / "manifest.json"));
  REQUIRE(m.packages.size() == 4);
  CHECK(m.packages[0].nevra.str() == "greet-1.0-1.noarch");
  CHECK(m.packages[0].license_spdx == licenses::spdx_license(m.packages[0].license).expression);
  CHECK(m.packages[0].purl == manifest::purl_of(m.packages[0], m));
  CHECK(read_file(composed.folder / "manifest.cdx.json") == sbom::text(m, sbom::Format::cyclonedx_1_7));
  CHECK(m.packages[0].origin.url() == "https://git.example.org/greet.git");  // no password
  CHECK(m.packages[0].origin.commit() == std::string(40, 'a'));
  CHECK(m.packages[0].build->buildroot_sha256 == std::string(64, 'b'));
  CHECK(m.packages[0].signature().fingerprint == made().key.fingerprint());
  CHECK(m.packages[0].sha512 ==
        digest_of_file(composed.folder / m.packages[0].file, DigestAlgorithm::sha512));
  CHECK(m.packages[0].header_sha256 == rpm::read_package(composed.folder / m.packages[0].file).header_sha256);
  CHECK(m.packages[0].payload_sha256.size() == 64);
  CHECK(m.sections[0].from == "builds");
  CHECK(m.sections[0].signers == std::vector<std::string>{made().key.fingerprint()});
  CHECK(m.sections[1].from == "srpms");
  CHECK(read_file(composed.folder / manifest::build_root_file(std::string(64, 'b'))) ==
        manifest::build_root_json(manifest::BuildRoot{.packages = {}, .nevras = {"bash-5-1.x86_64"}}));
  CHECK(m.packages[2].nevra.arch == "src");
  CHECK_FALSE(m.packages[2].build);
  CHECK(m.created == "2023-11-14T22:13:20Z");
  for (const auto& check : gates::verify(composed.folder, Reporter::silent(), 2)) {
    for (const auto& finding : check.findings) MESSAGE(finding.text);
    CHECK_MESSAGE(check.passed, check.name);
  }
}

TEST_CASE("the store's unsigned packages are unchanged, and the release links the signed ones") {
  Product product;
  const std::string before = product.inputs.builds[0].packages[0].sha256;
  const auto composed = product.compose();
  CHECK_FALSE(rpm::read_package(product.store.blob(before)).signature);
  const fs::path file = composed.folder / "packages/greet-1.0-1.noarch.rpm";
  CHECK(fs::equivalent(file, product.store.blob(composed.manifest.packages[0].sha256)));
}

TEST_CASE("with the same inputs nothing is made and no program is started") {
  Product product;
  product.compose();
  const std::string before = test::contents(product.workspace.releases());
  const auto activities = std::make_shared<Activities>();
  Reporter reporter(activities);
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/no/such/folder", 1);
  const auto again = compose::compose(product.inputs, product.environment(reporter));
  ::setenv("PATH", path.c_str(), 1);
  CHECK(activities->begun.empty());
  CHECK(again.unchanged);
  CHECK(again.manifest.packages.size() == 4);
  CHECK(test::contents(product.workspace.releases()) == before);

  SUBCASE("also if the key is given only by its home") {
    product.config.keys["acme"].fingerprint.clear();
    product.config.keys["acme"].public_key = made().key.public_key();
    CHECK(product.compose().unchanged);
  }
  SUBCASE("also if the remembered state is missing") {
    fs::remove_all(product.workspace.state() / "releases");
    CHECK(product.compose().unchanged);
    CHECK(visible(product) == std::vector<std::string>{"1.0.0"});
  }
  SUBCASE("also if the remembered state is damaged") {
    write_file_atomically(product.workspace.state() / "releases/1.0.0.json", "[1");
    CHECK(product.compose().unchanged);
  }
}

TEST_CASE("two workspaces with the same stored signatures give the same release") {
  Product one;
  one.compose();
  Product two;
  fs::remove_all(two.store.folder());
  fs::copy(one.store.folder(), two.store.folder(), fs::copy_options::recursive);
  // A local repository is named relative to repos.yaml, wherever the workspace is.
  two.compose();
  CHECK(test::contents(one.release()) == test::contents(two.release()));
}

TEST_CASE("other inputs under the same name are refused, with a list of differences") {
  Product product;
  product.compose();
  const std::string before = test::contents(product.workspace.releases());
  const auto newer = test::build_package(product.folder.path(), {.name = "greet", .version = "1.1"});
  product.inputs.srpms.erase(product.inputs.srpms.begin());
  product.inputs.builds.erase(product.inputs.builds.begin());
  product.add("greet", newer);
  const std::string message = error_of(ExitCode::gate, [&] { product.compose(); });
  CHECK(says(message, "the release 1.0.0 already exists and was made from other inputs"));
  CHECK(says(message, "packages/greet.noarch: 1.0-1 of commit aaaaaaaaaaaa → 1.1-1"));
  CHECK(says(message, "--replace"));
  CHECK(test::contents(product.workspace.releases()) == before);

  SUBCASE("unless it is replaced") {
    CHECK_FALSE(product.compose(true).unchanged);
    CHECK(visible(product) == std::vector<std::string>{"1.0.0"});
    CHECK(fs::exists(product.release() / "packages/greet-1.1-1.noarch.rpm"));
    CHECK_FALSE(fs::exists(product.release() / "packages/greet-1.0-1.noarch.rpm"));
  }
  SUBCASE("never if it is published") {
    releases::publish("1.0.0", product.workspace, releases::publishing_of(product.config),
                      Reporter::silent());
    const std::string refusal = error_of(ExitCode::gate, [&] { product.compose(true); });
    CHECK(says(refusal, "is already published"));
    CHECK(fs::exists(product.release() / "packages/greet-1.0-1.noarch.rpm"));
  }
}

TEST_CASE("a failure leaves the old release unchanged and nothing else") {
  Product product;
  product.compose();
  const std::string before = test::contents(product.workspace.releases());
  product.inputs.release = "1.0.1";
  SUBCASE("a full disk") {
    struct rlimit old {};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small { 1500, old.rlim_max };
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHECK_THROWS_AS(product.compose(), Error);
    ::setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, handler);
  }
  SUBCASE("a missing signer") {
    product.config.keys["acme"].homedir = product.folder.path() / "nowhere";
    CHECK(says(error_of(ExitCode::trust, [&] { product.compose(); }), "nowhere does not exist"));
  }
  SUBCASE("a package that is already signed by another key") {
    const auto built = test::build_package(product.folder.path(), {.name = "vendors"});
    test::sign_package(built.binary, made().other);
    product.add("vendors", built);
    CHECK(says(error_of(ExitCode::trust, [&] { product.compose(); }), "already signed by another key"));
  }
  CHECK(test::contents(product.workspace.releases()) == before);
  CHECK(fs::is_empty(product.workspace.tmp()));
}

TEST_CASE("other files with that name are not touched") {
  Product product;
  make_folders(product.release());
  write_file_atomically(product.release() / "thesis.txt", "years of work");
  CHECK(says(error_of(ExitCode::failed, [&] { product.compose(true); }), "exists and is not a release"));
  CHECK(fs::exists(product.release() / "thesis.txt"));
}

TEST_CASE("a release is made by no more threads than the limit allows") {
  const auto started = [](unsigned limit) {
    Product product;
    const ThreadLimit within(limit);
    // The second time, the existing files are checked, as for a published release that is requested again.
    return test::threads_started([&] {
      product.compose();
      releases::publish(product.inputs.release, product.workspace, releases::publishing_of(product.config),
                        Reporter::silent());
      product.compose(true);
    });
  };
  CHECK(started(1) == 0);
  CHECK(started(2) > 0);
}

TEST_CASE("an interrupt leaves nothing behind") {
  // Requests cancellation when the run reaches the given step.
  struct Interrupting : EventSink {
    Interrupting(Cancellation own, std::string step) : cancellation(std::move(own)), at(std::move(step)) {}
    void on_event(const Event& event) override {
      if (event.verb == at) cancellation.request();
    }
    Cancellation cancellation;
    std::string at;
  };
  Product product;
  for (const char* step : {"signing", "indexing", "verifying"}) {
    CAPTURE(step);
    const Cancellation cancellation;
    const Cancellation::Scope scope(cancellation);
    Reporter reporter(std::make_shared<Interrupting>(cancellation, step));
    error_of(ExitCode::interrupted, [&] { compose::compose(product.inputs, product.environment(reporter)); });
    CHECK(visible(product).empty());
    CHECK(fs::is_empty(product.workspace.tmp()));
  }
  CHECK_FALSE(product.compose().unchanged);
}

namespace {

// From here on, renameat2 with flags fails in this process, as on a file system without RENAME_EXCHANGE.
bool forbid_exchange(unsigned error) {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args) + 4 * sizeof(uint64_t)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog filter{.len = std::size(program), .filter = program};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

TEST_CASE("a release is replaced where the file system cannot exchange folders") {
  Product product;
  product.compose();
  fs::remove(product.release() / "manifest.csv");  // it is damaged
  for (const int error : {EINVAL, ENOSYS, EOPNOTSUPP}) {
    const pid_t child = ::fork();
    if (child == 0) {
      if (!forbid_exchange(static_cast<unsigned>(error))) ::_exit(3);
      try {
        ::_exit(product.compose(true).unchanged ? 2 : 0);
      } catch (const std::exception&) {
        ::_exit(1);
      }
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK_MESSAGE(status == 0, error);
    CHECK(fs::exists(product.release() / "manifest.csv"));
    CHECK(visible(product) == std::vector<std::string>{"1.0.0"});
  }
}

TEST_CASE("the .repo file tells clients the address and the keys") {
  Product product;
  product.config.baseurl = "https://rpm.example.org/greetings";
  product.compose();
  CHECK(read_file(product.release() / "greetings.repo") ==
        "# greetings: this file in /etc/yum.repos.d/ (zypper: /etc/zypp/repos.d/) stays with the release "
        "1.0.0.\n# To follow the published "
        "release, use this file instead: https://rpm.example.org/greetings/greetings.repo\n\n"
        "[greetings-packages]\nname=greetings - "
        "packages\nbaseurl=https://rpm.example.org/greetings/1.0.0/packages/"
        "\nenabled=1\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey=https://rpm.example.org/greetings/1.0.0/"
        "RPM-GPG-KEY-acme\nmodule_hotfixes=1\n\n[greetings-sources]\nname=greetings - "
        "sources\nbaseurl=https://rpm.example.org/greetings/1.0.0/sources/"
        "\nenabled=0\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey=https://rpm.example.org/greetings/1.0.0/"
        "RPM-GPG-KEY-acme\n");
  // The file for clients that follow the published release has the address of today.
  product.config.baseurl = "https://new.example.org";
  releases::publish("1.0.0", product.workspace, releases::publishing_of(product.config), Reporter::silent());
  CHECK(read_file(product.workspace.releases() / "greetings.repo") ==
        "# greetings: put this file into /etc/yum.repos.d/ (zypper: /etc/zypp/repos.d/)\n# It follows the "
        "published release. To stay with "
        "one release, use the file in its folder: https://new.example.org/1.0.0/greetings.repo\n\n"
        "[greetings-packages]\nname=greetings - "
        "packages\nmirrorlist=https://new.example.org/mirrorlist/packages\nmetadata_expire=21600\n"
        "enabled=1\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey=https://new.example.org/RPM-GPG-KEY-acme\n"
        "module_hotfixes=1\n\n[greetings-sources]\nname=greetings - "
        "sources\nmirrorlist=https://new.example.org/mirrorlist/sources\nmetadata_expire=21600\n"
        "enabled=0\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey=https://new.example.org/RPM-GPG-KEY-acme\n");
}

TEST_CASE("sections for each architecture, each with its own key") {
  Product product;
  product.config.keys["other"] = {
      .name = "other", .fingerprint = made().other.fingerprint(), .homedir = made().other.homedir()};
  product.config.sections = {
      {.path = "packages/$basearch", .from = config::Section::From::builds, .sign = "acme"},
      {.path = "src", .from = config::Section::From::srpms, .sign = "other"}};
  const auto i686 = [&] {
    auto copy = product.inputs.builds[1].packages[0];
    copy.package.nevra.arch = "i686";
    return copy;
  }();
  product.inputs.builds[1].packages.push_back(i686);
  // Its header still says x86_64, which the metadata gate must notice.
  CHECK(says(error_of(ExitCode::gate, [&] { product.compose(); }), "disagree about"));
  product.inputs.builds[1].packages.pop_back();

  const auto composed = product.compose();
  CHECK(fs::exists(composed.folder / "packages/x86_64/greet-1.0-1.noarch.rpm"));
  CHECK(fs::exists(composed.folder / "packages/x86_64/greeter-2.0-1.x86_64.rpm"));
  CHECK(repodata::read(composed.folder / "packages/x86_64").size() == 2);
  CHECK(composed.manifest.sections[1].signer == made().other.fingerprint());
  CHECK(fs::exists(composed.folder / "RPM-GPG-KEY-other"));
  CHECK(says(read_file(composed.folder / "greetings.repo"), "/packages/$basearch/"));
  CHECK(says(read_file(composed.folder / "greetings.repo"), "[greetings-packages]"));
}

TEST_CASE("old clients can read every package, or an error is reported before anything is made") {
  Product product;
  product.config.targets["el9"].client = config::ClientProfile::el6;
  const auto composed = product.compose();
  CHECK(says(read_file(composed.folder / "packages/repodata/repomd.xml"), "primary_db"));

  const auto zstd = test::build_package(product.folder.path(), {.name = "modern", .payload = "w3.zstdio"});
  product.add("modern", zstd);
  product.inputs.release = "1.0.1";
  const std::string message = error_of(ExitCode::gate, [&] { product.compose(); });
  CHECK(says(message,
             "modern-1.0-1.noarch: it needs rpmlib(PayloadIsZstd), which rpm of el6 does not support"));
  CHECK(visible(product) == std::vector<std::string>{"1.0.0"});
}

namespace {

// The warnings, one per line.
struct Warnings : EventSink {
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) lines.push_back(event.subject);
  }
  std::vector<std::string> lines;
};

std::vector<std::string> warnings_of(Product& product, bool replace = false) {
  const auto warnings = std::make_shared<Warnings>();
  Reporter reporter(warnings);
  compose::compose(product.inputs, product.environment(reporter), replace);
  return warnings->lines;
}

}  // namespace

TEST_CASE("a package that clients would not see as an update gives a warning") {
  Product product;
  product.compose();
  product.inputs.release = "1.0.1";
  CHECK(warnings_of(product).empty());  // the same packages

  // The same name and version, from another commit with other contents.
  const auto other = test::build_package(product.folder.path(),
                                         {.name = "greet", .files = {{"/usr/share/greet/hello", "hallo"}}});
  product.inputs.srpms.erase(product.inputs.srpms.begin());
  product.inputs.builds.erase(product.inputs.builds.begin());
  product.add("greet", other);
  product.inputs.srpms.back().commit = std::string(40, 'b');
  product.inputs.release = "1.0.2";
  CHECK(warnings_of(product) ==
        std::vector<std::string>{
            "the release 1.0.1 holds a package with the same name and version but other contents, so clients "
            "that have it will not see an update (raise Version or Release): greet-1.0-1.noarch (of commit "
            "bbbbbbbbbbbb instead of aaaaaaaaaaaa)"});
  CHECK(warnings_of(product).empty());  // unchanged

  // Compared with the latest release that contains it.
  product.inputs.release = "1.0.3";
  CHECK(warnings_of(product).empty());

  SUBCASE("not with a package signed by another key") {
    product.config.keys["acme"] = {
        .name = "acme", .fingerprint = made().other.fingerprint(), .homedir = made().other.homedir()};
    product.inputs.release = "1.0.4";
    CHECK(warnings_of(product).empty());
  }
  SUBCASE("not with another product's release or an unreadable release") {
    product.config.product = "goodbyes";
    product.inputs.release = "1.0.4";
    CHECK(warnings_of(product).empty());
    CHECK_FALSE(fs::exists(product.release() / "UPGRADE.md"));
    write_file_atomically(product.workspace.releases() / "1.0.3/manifest.json", "{");
    product.inputs.release = "1.0.5";
    CHECK(says(error_of(ExitCode::gate, [&] { product.compose(); }),
               "the upgrade from 1.0.3 was not checked, because that release cannot be read: "));
  }
}

TEST_CASE("a key whose expiry was extended gives a warning until a release ships it") {
  Product product;
  test::TestKey key(product.folder.path() / "mortal", "Mortal <m@example.org>", {}, {.expires = "1y"});
  product.config.keys["acme"] = {.name = "acme", .fingerprint = key.fingerprint(), .homedir = key.homedir()};
  product.compose();
  const std::string shipped = read_file(product.release() / "RPM-GPG-KEY-acme");
  CHECK(warnings_of(product).empty());

  key.set_expiry("never");
  SUBCASE("") {}
  SUBCASE("also if the remembered state is missing") {
    fs::remove_all(product.workspace.state() / "releases");
  }
  const auto told = warnings_of(product);
  REQUIRE(told.size() == 1);
  CHECK(says(told[0],
             "the release 1.0.0: RPM-GPG-KEY-acme is older than the key 'acme': the release's copy "
             "expires on "));
  CHECK(says(told[0],
             ", the current key never expires: `rpmworks compose --replace 1.0.0` ships the current key"));
  CHECK(read_file(product.release() / "RPM-GPG-KEY-acme") == shipped);
  CHECK(warnings_of(product) == told);  // each time

  CHECK(warnings_of(product, true).empty());
  CHECK(read_file(product.release() / "RPM-GPG-KEY-acme") == read_file(key.public_key()));
  CHECK(warnings_of(product).empty());
  releases::publish("1.0.0", product.workspace, releases::publishing_of(product.config), Reporter::silent());
  key.set_expiry("2y");
  const auto published = warnings_of(product);
  REQUIRE(published.size() == 1);
  CHECK(says(published[0], "it is published: compose it under another name to ship the current key"));
}
