// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/preflight.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "process/process.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using config::Section;
using test::error_of;
using test::made;
using test::Product;
using test::says;

namespace {

compose::Preflight preflight_of(const Product& product) {
  return {product.config, product.target(), product.workspace.tmp()};
}

// The error reported before the first build of a release of the product; empty if there is none.
std::string refusal(const Product& product, ExitCode code, bool replace = false) {
  return error_of(code, [&] {
    preflight_of(product).require_release(product.inputs.release, product.inputs.srpms, product.workspace,
                                          replace);
  });
}

void require(const Product& product, bool replace = false) {
  preflight_of(product).require_release(product.inputs.release, product.inputs.srpms, product.workspace,
                                        replace);
}

// The product with the package `vendors`, given as a source package.
struct Given : Product {
  explicit Given(const test::TestKey* signer) {
    auto built = test::build_package(folder.path(), {.name = "vendors"});
    if (signer) test::sign_package(built.source, *signer);
    source = built.source;
    add("vendors", built);
    auto& package = config.packages.at("vendors");
    package.git.clear();
    package.srpm = source;
    package.where = {.file = "repos.yaml", .line = 9, .column = 3, .text = "  vendors: {}"};
    inputs.srpms.back().git_url.clear();
  }
  fs::path source;
};

}  // namespace

TEST_CASE("a release without problems passes, and the checks leave nothing behind") {
  const Given product(nullptr);
  CHECK_NOTHROW(require(product));
  CHECK(fs::is_empty(product.workspace.tmp()));
}

TEST_CASE("a source package with a vendor's signature is refused before anything is built") {
  Given product(&made().other);
  const std::string hint =
      "hint: rpmworks never replaces a signature: verify the package, remove the signature from a copy with "
      "`rpmsign --delsign` and use that copy, or package it from git\n";
  const std::string unknown = refusal(product, ExitCode::trust);
  CHECK(says(unknown, "repos.yaml:9:3: error: the source package vendors-1.0-1.src is signed by the key "));
  CHECK(
      says(unknown, ", which repos.yaml does not define, but the section sources must be signed by 'acme'"));
  CHECK(says(unknown, hint));

  // The error names its signer if repos.yaml defines the key.
  product.config.keys["vendor"] = {.name = "vendor", .public_key = made().other.public_key()};
  CHECK(says(refusal(product, ExitCode::trust), "vendors-1.0-1.src is signed by the key 'vendor' (" +
                                                    made().other.fingerprint() +
                                                    "), but the section sources must be signed by 'acme'"));
  // `check` runs only this check; composing runs it too.
  const auto& package = product.config.packages.at("vendors");
  CHECK(
      says(error_of(ExitCode::trust, [&] { preflight_of(product).require_source(package, product.source); }),
           hint));
  CHECK(says(error_of(ExitCode::trust, [&] { product.compose(); }), "is signed by the key 'vendor'"));
  CHECK_FALSE(fs::exists(product.release()));

  SUBCASE("without the signature it is accepted") {
    Command strip;
    strip.argv = {"rpmsign", "--delsign", product.source.string()};
    run_checked(strip, "taking a signature off");
    product.inputs.srpms.back().sha256 = product.store.put_file(product.source);
    product.inputs.srpms.back().path = product.store.blob(product.inputs.srpms.back().sha256);
    product.inputs.builds.back().srpm_sha256 = product.inputs.srpms.back().sha256;
    CHECK_NOTHROW(require(product));
    CHECK(product.compose().manifest.packages.size() == 6);
  }
  SUBCASE("as is a signature that rpm cannot read") {
    test::change_signature(product.source, test::SignatureChange::other_version);
    CHECK(says(
        error_of(ExitCode::trust, [&] { preflight_of(product).require_source(package, product.source); }),
        "the source package vendors-1.0-1.src has a signature that rpm cannot read, but the section sources "
        "must be signed by 'acme'"));
  }
}

TEST_CASE("a source package signed by its section's own key is included unchanged") {
  Given product(&made().key);
  CHECK_NOTHROW(require(product));
  const auto composed = product.compose();
  CHECK(composed.manifest.packages.back().nevra.str() == "vendors-1.0-1.src");
  CHECK(composed.manifest.packages.back().sha256 == product.inputs.srpms.back().sha256);
}

TEST_CASE("keys are tested before anything is built") {
  Product product;
  std::vector<std::string> warnings;
  SUBCASE("a passphrase that no agent holds") {
    const test::TestKey locked(product.folder.path() / "locked", "Locked <l@example.org>", "secret words");
    Command end;
    end.argv = {"gpgconf", "--homedir", locked.homedir().string(), "--kill", "gpg-agent"};
    run_checked(end, "ending an agent");
    product.config.keys["acme"] = {
        .name = "acme", .fingerprint = locked.fingerprint(), .homedir = locked.homedir()};
    const std::string message = refusal(product, ExitCode::trust);
    CHECK(says(message, "the key 'acme' (" + locked.fingerprint() + ") in the GnuPG home "));
    CHECK(says(message, "it has a passphrase that its agent does not hold: unlock it first"));
    CHECK(error_of(ExitCode::trust, [&] { preflight_of(product).require_key("acme", warnings); }) == message);
  }
  SUBCASE("a missing home") {
    product.config.keys["acme"].homedir = product.folder.path() / "nowhere";
    product.config.keys["acme"].where = {.file = "repos.yaml", .line = 4, .column = 3};
    const std::string message = refusal(product, ExitCode::trust);
    CHECK(says(message, "repos.yaml:4:3: error: "));
    CHECK(says(message, "nowhere does not exist"));
  }
  SUBCASE("a missing key of a vendor") {
    product.config.keys["vendor"] = {.name = "vendor",
                                     .public_key = product.folder.path() / "vendor.asc",
                                     .where = {.file = "repos.yaml", .line = 5, .column = 3}};
    product.config.upstreams["epel"] = {
        .name = "epel", .baseurl = "https://epel.example.org/", .trust = {{.value = "vendor", .where = {}}}};
    product.config.sections.push_back(
        {.path = "deps/epel", .from = Section::From::upstream, .upstream = "epel"});
    const std::string message = refusal(product, ExitCode::invalid);
    CHECK(says(message, "repos.yaml:5:3: error: the public key of 'vendor' is missing: "));
    CHECK(says(message, "vendor.asc does not exist"));
    CHECK(says(message, "hint: get the file from the owner of the key"));
  }
  SUBCASE("a key that some clients cannot use gives a warning") {
    const test::TestKey curve(product.folder.path() / "curve", "Ed <ed@example.org>", {},
                              {.algorithm = "ed25519"});
    product.config.keys["acme"] = {
        .name = "acme", .homedir = curve.homedir(), .where = {.file = "repos.yaml", .line = 4, .column = 9}};
    CHECK(preflight_of(product).require_key("acme", warnings) == curve.fingerprint());
    REQUIRE(warnings.size() == 1);
    CHECK(says(warnings[0],
               "repos.yaml:4: the key 'acme': the key is ed25519 (EdDSA), which rpm of Enterprise Linux "
               "8 (4.14) does not verify; sign with an RSA key: `gpg --homedir " +
                   curve.homedir().string()));
  }
  SUBCASE("a usable key") {
    CHECK(preflight_of(product).require_key("acme", warnings) == made().key.fingerprint());
    CHECK(warnings.empty());
  }
}

TEST_CASE("sections without room for a build are reported from the configuration alone") {
  Product product;
  const auto message = [&](ExitCode code) {
    return error_of(code, [&] {
      preflight_of(product).require_sections(
          {&product.config.packages.at("greet"), &product.config.packages.at("greeter")});
    });
  };
  SUBCASE("no section contains source packages") {
    product.config.sections.pop_back();
    product.config.sections[0].where = {
        .file = "repos.yaml", .line = 5, .column = 3, .text = "  packages: {}"};
    CHECK(message(ExitCode::gate) ==
          "repos.yaml:5:3: error: no section contains the source packages of the packages that are built\n  "
          "5 |   packages: {}\n    |   ^\n  greet (its packages go to packages)\n  greeter (its packages go "
          "to packages)\nhint: add one to release.sections: `sources: { from: srpms, sign: KEY }`\n");
  }
  SUBCASE("a section contains sources of another section") {
    product.config.sections.push_back({.path = "misc", .from = Section::From::builds, .sign = "acme"});
    product.config.sections[1].of = "misc";
    product.config.packages.at("greet").section = "misc";
    const std::string text = message(ExitCode::gate);
    CHECK(says(text, "greeter (its packages go to packages)"));
    CHECK(text.find("greet (") == std::string::npos);
    CHECK(says(text, "hint: remove `of: misc` from sources, or add a section for the others"));
  }
}

TEST_CASE("source packages that cannot be released are refused before they are built") {
  Product product;
  SUBCASE("old clients cannot read one of them") {
    product.config.targets["el9"].client = config::ClientProfile::el6;
    product.add("modern",
                test::build_package(product.folder.path(), {.name = "modern", .payload = "w3.zstdio"}));
    CHECK(says(refusal(product, ExitCode::gate), "modern-1.0-1.src: it needs rpmlib(PayloadIsZstd)"));
  }
  SUBCASE("two have the same name") {
    product.add("again", test::build_package(product.folder.path(), {.name = "greet", .summary = "Again"}));
    CHECK(says(refusal(product, ExitCode::gate),
               "sources/greet-1.0-1.src.rpm: greet-1.0-1.src from https://git.example.org/"));
  }
  SUBCASE("another file has the release's name") {
    make_folders(product.release());
    CHECK(says(refusal(product, ExitCode::failed), "exists and is not a release"));
  }
}

TEST_CASE("an existing release with other inputs is refused before the builds") {
  Product product;
  product.compose();
  CHECK_NOTHROW(require(product));  // the same inputs, although something is built again
  product.inputs.srpms.front().commit = std::string(40, 'b');
  CHECK(refusal(product, ExitCode::gate) ==
        "error: the release 1.0.0 already exists and was made from other inputs\n  sources/greet.src: 1.0-1 "
        "of commit aaaaaaaaaaaa → 1.0-1 of commit bbbbbbbbbbbb\nhint: give this release another name, or "
        "replace the existing one with --replace\n");
  CHECK_NOTHROW(require(product, true));
  releases::publish("1.0.0", product.workspace, releases::publishing_of(product.config), Reporter::silent());
  CHECK(says(refusal(product, ExitCode::gate, true), "is already published"));
  product.inputs.release = "1.0.1";
  CHECK_NOTHROW(require(product));
}
