// SPDX-License-Identifier: GPL-3.0-or-later
// Packages that keep their vendor's signature.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "compose/plan.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using config::Section;
using test::error_of;
using test::made;
using test::Product;
using test::says;

namespace {

constexpr const char* k_section = "deps/epel";

/// The product with a section of packages that `vendor` signed: with the key `other`, unless another is
/// given.
struct WithVendor : Product {
  explicit WithVendor(const test::TestKey& vendor = made().other) {
    config.keys["vendor"] = {.name = "vendor",
                             .fingerprint = vendor.fingerprint(),
                             .public_key = vendor.public_key(),
                             .where = {.file = "repos.yaml", .line = 3, .column = 5}};
    config.upstreams["epel"] = {
        .name = "epel", .baseurl = "https://epel.example.org/", .trust = {{.value = "vendor", .where = {}}}};
    config.sections.push_back({.path = k_section,
                               .from = Section::From::upstream,
                               .upstream = "epel",
                               .where = {.file = "repos.yaml", .line = 12, .column = 5}});
    inputs.vendor_packages[k_section] = {};
  }

  /// Adds a vendor's package to the section; returns the file as the vendor signed it.
  fs::path add_vendors(const test::TestKey* signer, const std::string& name = "vendors",
                       const std::string& subkey = {}, const std::vector<std::string>& options = {}) {
    const auto built = test::build_package(folder.path(), {.name = name});
    if (signer) test::sign_package(built.binary, *signer, subkey, options);
    inputs.vendor_packages[k_section].push_back(
        {.sha256 = store.put_file(built.binary),
         .url = "https://user:secret@epel.example.org/" + name + ".rpm",
         .required_by = {"greet"}});
    return built.binary;
  }

  std::string refusal(ExitCode code) {
    const std::string message = error_of(code, [&] { compose(); });
    CHECK((!fs::exists(workspace.releases()) || fs::is_empty(workspace.releases())));
    return message;
  }
};

std::string findings_of(const fs::path& release) {
  std::string text;
  for (const auto& check : gates::verify(release, Reporter::silent(), 2))
    for (const auto& finding : check.findings) text += check.name + ": " + finding.text + "\n";
  return text;
}

const manifest::Entry& vendors_entry(const manifest::Manifest& m) {
  return *std::ranges::find(m.packages, std::string(k_section), &manifest::Entry::section);
}

}  // namespace

TEST_CASE("a vendor's package is included byte for byte") {
  WithVendor product;
  const fs::path original = product.add_vendors(&made().other);
  const auto composed = product.compose();
  const fs::path file = composed.folder / k_section / "vendors-1.0-1.noarch.rpm";
  CHECK(read_file(file) == read_file(original));
  CHECK(
      read_file(composed.folder / "RPM-GPG-KEY-vendor").starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----"));

  const auto& m = composed.manifest;
  const auto& entry = vendors_entry(m);
  CHECK(entry.file == "deps/epel/vendors-1.0-1.noarch.rpm");
  CHECK(entry.signature().fingerprint == made().other.fingerprint());
  CHECK(entry.origin == manifest::Origin(manifest::FromUpstream{
                            .upstream = "epel", .url = "https://epel.example.org/vendors.rpm"}));
  CHECK_FALSE(entry.build);
  CHECK(entry.required_by == std::vector<std::string>{"greet"});
  const auto& section = *std::ranges::find(m.sections, std::string(k_section), &manifest::SectionInfo::path);
  CHECK(section.signer == made().key.fingerprint());  // of its metadata
  CHECK(section.signers == std::vector<std::string>{made().other.fingerprint()});
  CHECK(m.keys.size() == 2);
  CHECK(manifest::Manifest::from_json(m.to_json(), "manifest.json").to_json() == m.to_json());
  CHECK(says(read_file(composed.folder / "greetings.repo"),
             "gpgkey=file:///srv/greetings/1.0.0/RPM-GPG-KEY-acme "
             "file:///srv/greetings/1.0.0/RPM-GPG-KEY-vendor\n"));
  CHECK(findings_of(composed.folder) == "");
  for (const auto& check : gates::verify(composed.folder, Reporter::silent(), 1))
    if (check.name == "signatures" && check.subject == k_section)
      CHECK(says(check.detail, "signed by Other <other@example.org>"));

  CHECK(product.compose().unchanged);
}

TEST_CASE("a package not signed by a trusted key of its section is refused") {
  WithVendor product;
  SUBCASE("no signature") {
    product.add_vendors(nullptr);
    const std::string message = product.refusal(ExitCode::trust);
    CHECK(says(message,
               "repos.yaml:12:5: error: the section deps/epel accepts only packages signed by a key that the "
               "upstream epel trusts: vendor (" +
                   made().other.fingerprint() + ")"));
    CHECK(says(message, "\n  vendors-1.0-1.noarch: "));
    CHECK(says(message, "rpmworks never signs a vendor's package"));
  }
  SUBCASE("the key of another section") {
    product.add_vendors(&made().key);
    CHECK(says(product.refusal(ExitCode::trust), "\n  vendors-1.0-1.noarch: "));
  }
  SUBCASE("a damaged payload") {
    const fs::path file = product.add_vendors(&made().other);
    test::flip_byte(file, -20);
    product.inputs.vendor_packages[k_section][0].sha256 = product.store.put_file(file);
    CHECK(says(product.refusal(ExitCode::trust), "\n  vendors-1.0-1.noarch: "));
  }
  SUBCASE("all of them are listed") {
    product.add_vendors(&made().key, "first");
    product.add_vendors(&made().other, "second");
    product.add_vendors(nullptr, "third");
    const std::string message = product.refusal(ExitCode::trust);
    CHECK(says(message, "first-1.0-1.noarch: "));
    CHECK(says(message, "third-1.0-1.noarch: "));
    CHECK(message.find("second-1.0-1.noarch: ") == std::string::npos);
  }
  SUBCASE("another package than the lock says") {
    product.add_vendors(&made().other);
    product.inputs.vendor_packages[k_section][0].nevra = rpm::Nevra::parse("other-1.0-1.noarch");
    CHECK(says(product.refusal(ExitCode::trust),
               "the lock lists vendors-1.0-1.noarch of epel as other-1.0-1.noarch"));
  }
  SUBCASE("a vendor's package in a section that is signed here") {
    const auto built = test::build_package(product.folder.path(), {.name = "built"});
    test::sign_package(built.binary, made().other);
    product.add("built", built);
    CHECK(says(product.refusal(ExitCode::trust), "already signed by another key"));
  }
}

TEST_CASE("a release reveals packages signed by another section's key") {
  WithVendor product;
  product.add_vendors(&made().other);
  const fs::path release = product.folder.path() / "copy";
  fs::copy(product.compose().folder, release, fs::copy_options::recursive);
  for (const auto& entry : fs::recursive_directory_iterator(release))
    fs::permissions(entry.path(), fs::perms(entry.is_directory() ? 0755 : 0644));
  const fs::path vendors = release / k_section / "vendors-1.0-1.noarch.rpm";
  const fs::path greet = release / "packages/greet-1.0-1.noarch.rpm";
  SUBCASE("our package in the vendor's section") {
    fs::copy_file(greet, vendors, fs::copy_options::overwrite_existing);
    CHECK(says(findings_of(release), "signatures: deps/epel/vendors-1.0-1.noarch.rpm: "));
  }
  SUBCASE("the vendor's package in our section") {
    fs::copy_file(vendors, greet, fs::copy_options::overwrite_existing);
    CHECK(says(findings_of(release), "signatures: packages/greet-1.0-1.noarch.rpm: "));
  }
  SUBCASE("the vendor's key is missing") {
    fs::remove(release / "RPM-GPG-KEY-vendor");
    CHECK(says(findings_of(release),
               "signatures: no RPM-GPG-KEY file contains its key " + made().other.fingerprint()));
    CHECK(says(findings_of(release), "which is not a key of the release"));
  }
}

TEST_CASE("a vendor may sign with a subkey of a trusted key") {
  const TempDir folder(fs::temp_directory_path(), "vendor-");
  test::TestKey key(folder.path() / "gnupg", "Sub <s@example.org>");
  const std::string subkey = key.add_signing_subkey();
  WithVendor product(key);
  product.add_vendors(&key, "vendors", subkey);
  const auto composed = product.compose();
  CHECK(vendors_entry(composed.manifest).signature().fingerprint == subkey);
  CHECK(findings_of(composed.folder) == "");
}

TEST_CASE("a vendor's signature over SHA-1 needs the permission of its key") {
  WithVendor product;
  product.config.targets["el9"].client = clients::Client::el7;
  product.add_vendors(&made().other, "old", {}, {"--digest-algo", "SHA1"});
  product.add_vendors(nullptr, "bare");
  const std::string message = product.refusal(ExitCode::trust);
  CHECK(says(message, "\n  old-1.0-1.noarch: it is signed over a SHA-1 hash, which can be forged"));
  CHECK(says(message, "\n  bare-1.0-1.noarch: it is not signed"));
  CHECK(says(
      message,
      "\nhint: to accept such signatures all the same, set `digests: sha1` for keys.vendor; rpmworks never "
      "signs a vendor's package: fetch it again from epel"));
  product.inputs.vendor_packages[k_section].pop_back();
  product.config.keys["vendor"].sha1 = true;
  CHECK(findings_of(product.compose().folder) == "");
}

TEST_CASE("a vendor's key that has expired: the rule of the key decides") {
  const TempDir folder(fs::temp_directory_path(), "vendor-");
  const std::vector<std::string> january{"--faked-system-time", "20200115T120000!"};
  const std::vector<std::string> march{"--faked-system-time", "20200301T120000!"};
  test::TestKey key(folder.path() / "gnupg", "Expired <e@example.org>", {},
                    {.gpg_options = {"--faked-system-time", "20200101T000000!"}});
  WithVendor product(key);
  product.add_vendors(&key, "before", {}, january);
  const auto set = [&](config::ExpiredKey expired) { product.config.keys["vendor"].expired = expired; };
  SUBCASE("signed before") {
    key.set_expiry("20200201T000000", {"--faked-system-time", "20200102T000000!"});
    const std::string message = product.refusal(ExitCode::trust);
    CHECK(says(message,
               fmt::format("\n  before-1.0-1.noarch: the key {} expired on 2020-02-01, after the signature "
                           "was made on 2020-01-15",
                           key.fingerprint())));
    CHECK(says(message,
               "hint: to accept such signatures all the same, set `expired: signed-before` for keys.vendor"));
    set(config::ExpiredKey::signed_before);
    CHECK(findings_of(product.compose().folder) == "");
  }
  SUBCASE("signed after") {
    product.add_vendors(&key, "after", {}, march);
    key.set_expiry("20200201T000000", {"--faked-system-time", "20200102T000000!"});
    set(config::ExpiredKey::signed_before);
    const std::string message = product.refusal(ExitCode::trust);
    CHECK(says(message, "\n  after-1.0-1.noarch: the key "));
    CHECK(message.find("\n  before-1.0-1.noarch: ") == std::string::npos);
    CHECK(says(message, "set `expired: ignore` for keys.vendor"));
    set(config::ExpiredKey::ignore);
    CHECK(findings_of(product.compose().folder) == "");
  }
}

TEST_CASE("for a key file with several keys, the trusted one must be named") {
  WithVendor product;
  product.add_vendors(&made().other);
  const fs::path both = product.folder.path() / "both.asc";
  write_file_atomically(both, read_file(made().other.public_key()) + read_file(made().key.public_key()));
  product.config.keys["vendor"].public_key = both;
  CHECK_NOTHROW(product.compose());  // its fingerprint is set
  product.inputs.release = "1.0.1";
  product.config.keys["vendor"].fingerprint.clear();
  const std::string message = error_of(ExitCode::invalid, [&] { product.compose(); });
  CHECK(says(message, "repos.yaml:3:5: error: "));
  CHECK(says(message, "holds several keys: "));
  CHECK(says(message, "select one of them with keys.vendor.fingerprint"));
}

TEST_CASE("a signature that the section's clients cannot verify is refused") {
  WithVendor product;
  product.add_vendors(&made().other);
  auto plan = compose::make_plan(product.inputs, product.config, product.target(), product.store);
  REQUIRE(plan.items.size() == 5);
  product.inputs.vendor_packages[k_section].clear();
  product.add_vendors(&made().other, "old", {}, {"--digest-algo", "SHA1"});
  product.config.keys["vendor"].sha1 = true;
  CHECK(says(product.refusal(ExitCode::gate),
             "old-1.0-1.noarch: its signature is made with sha1, which rpm of modern does not verify"));
  product.config.targets["el9"].client = clients::Client::el7;
  CHECK_NOTHROW(product.compose());
}

TEST_CASE("a section from upstream without packages is empty, and named") {
  WithVendor product;
  const auto plan = compose::make_plan(product.inputs, product.config, product.target(), product.store);
  CHECK(compose::empty_sections(plan, product.config) ==
        std::vector<std::string>{
            "repos.yaml:12:5: the section deps/epel is empty: no package of epel is selected for it"});
  const auto composed = product.compose();
  CHECK(fs::exists(composed.folder / k_section / "repodata/repomd.xml"));
  CHECK(findings_of(composed.folder).empty());
}

TEST_CASE("a section from upstream that is split by architecture") {
  WithVendor product;
  product.config.sections.back().path = "deps/epel/$basearch";
  product.inputs.vendor_packages = {{"deps/epel/$basearch", {}}};
  const auto built = test::build_package(product.folder.path(), {.name = "vendors"});
  test::sign_package(built.binary, made().other);
  product.inputs.vendor_packages["deps/epel/$basearch"].push_back(
      {.sha256 = product.store.put_file(built.binary), .url = "https://epel.example.org/vendors.rpm"});
  // noarch packages are not lost if they are the only ones.
  CHECK(fs::exists(product.compose().folder / "deps/epel/x86_64/vendors-1.0-1.noarch.rpm"));
}

TEST_CASE("a section from upstream without an entry in the inputs is refused") {
  WithVendor product;
  product.inputs.vendor_packages.clear();
  CHECK(says(product.refusal(ExitCode::invalid), "no packages were selected for the section deps/epel"));
}

TEST_CASE("packages of modules without their modules cause a warning") {
  struct Warnings : EventSink {
    void on_event(const Event& event) override {
      if (event.kind == Event::Kind::warning) lines.push_back(event.subject);
    }
    std::vector<std::string> lines;
  };
  WithVendor product;
  const auto built = test::build_package(product.folder.path(), {.name = "nginx", .release = "1.module_el8"});
  test::sign_package(built.binary, made().other);
  product.inputs.vendor_packages[k_section].push_back(
      {.sha256 = product.store.put_file(built.binary), .url = "https://epel.example.org/nginx.rpm"});
  const auto told = [&] {
    const auto warnings = std::make_shared<Warnings>();
    Reporter reporter(warnings);
    compose::compose(product.inputs, product.environment(reporter), true);
    return warnings->lines;
  };
  CHECK(told() ==
        std::vector<std::string>{
            "repos.yaml:12: deps/epel contains packages of modules, such as nginx-1.0-1.module_el8.noarch, "
            "but not the "
            "modules: dnf would not install these packages (add `metadata: [modules]` to the section)"});
  product.config.sections.back().metadata.vendor_modules = true;
  product.config.sha256 = std::string(64, 'd');
  product.inputs.vendor_metadata = [] {
    return std::map<std::string, compose::VendorMetadata>{
        {k_section, {.modules = "---\n...\n", .updateinfo = {}}}};
  };
  CHECK(told().empty());
}
