// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/open_upstream.hpp"

#include <doctest/doctest.h>

#include "core/digest.hpp"
#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using test::error_of;
using test::says;

namespace {

/// An upstream of repos.yaml: one package, signed over SHA-1.
struct Vendor {
  TempDir folder{fs::temp_directory_path(), "open-"};
  test::TestKey key{folder.path() / "gpg", "Vendor <vendor@example.org>"};
  fs::path repo = folder.path() / "repo";
  fs::path package = test::build_package(repo, {.name = "one"}).binary;
  config::Config config;
  config::Upstream& upstream = config.upstreams["vendor"];
  store::Workspace workspace{
      .root = folder.path(), .cache = folder.path() / "cache", .store_folder = folder.path() / "store"};

  Vendor() {
    fs::remove(repo / "one-1.0-1.src.rpm");
    test::sign_package(package, key, {}, {"--digest-algo", "SHA1"});
    test::make_repository(repo, {"--checksum", "sha1"});
    config.keys["vendor-key"] = {
        .name = "vendor-key", .fingerprint = key.fingerprint(), .public_key = key.public_key(), .where = {}};
    upstream = {.name = "vendor",
                .baseurl = "file://" + repo.string(),
                .trust = {{.value = "vendor-key", .where = {}}},
                .where = {}};
  }
  upstream::Repository open() {
    return buildroot::open_upstream(config, upstream, workspace, Reporter::silent());
  }
  std::vector<upstream::Fetched> fetch() {
    return fetch_from(open(), {}, digest_of_file(package, DigestAlgorithm::sha1));
  }
  std::vector<upstream::Fetched> fetch_from(const upstream::Repository& repository, const std::string& sha256,
                                            const std::string& sha1) const {
    return repository.fetch({{.repository = "vendor",
                              .href = package.filename().string(),
                              .sha256 = sha256,
                              .size = fs::file_size(package),
                              .nevra = rpm::Nevra::parse("one-1.0-1.noarch"),
                              .sha1 = sha1}},
                            1, Reporter::silent());
  }
};

}  // namespace

TEST_CASE("an upstream is opened with its own rules and those of its keys") {
  Vendor vendor;
  CHECK(
      says(error_of(ExitCode::upstream, [&] { vendor.open(); }), "set `digests: sha1` for upstreams.vendor"));
  vendor.upstream.sha1 = true;
  CHECK(says(error_of(ExitCode::trust, [&] { vendor.fetch(); }), "set `digests: sha1` for keys.vendor-key"));
  vendor.config.keys.at("vendor-key").sha1 = true;
  CHECK(vendor.fetch().at(0).sha256 == digest_of_file(vendor.package));
  vendor.upstream.signed_repomd = true;
  CHECK(says(error_of(ExitCode::trust, [&] { vendor.open(); }), "there is no repodata/repomd.xml.asc"));
  vendor.key.sign_file(vendor.repo / "repodata/repomd.xml");
  CHECK(vendor.open().metadata().repomd_signer == vendor.key.fingerprint());
}

TEST_CASE("an upstream is opened for the packages of a lock, with the same rules for its keys") {
  Vendor vendor;
  const std::string digest = digest_of_file(vendor.package);
  fs::remove_all(vendor.repo / "repodata");
  const auto fetch = [&] {
    return vendor.fetch_from(buildroot::open_for_packages(vendor.config, vendor.upstream, vendor.workspace),
                             digest, {});
  };
  CHECK(says(error_of(ExitCode::trust, fetch), "set `digests: sha1` for keys.vendor-key"));
  vendor.config.keys.at("vendor-key").sha1 = true;
  CHECK(fetch().at(0).sha256 == digest);
}
