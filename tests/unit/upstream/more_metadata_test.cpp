// SPDX-License-Identifier: GPL-3.0-or-later
// Advisories and modules, which are provided only if the rules ask for them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/http_server.hpp"
#include "unit/upstream/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using upstream::Repository;

namespace {

const std::string k_updateinfo = "<updates/>\n";
const std::string k_modules = "---\ndocument: modulemd\n";

// A repository that also lists advisories and modules.
struct More : Upstream {
  HttpServer server{repo};
  std::vector<std::string> addresses{repo.string(), server.url()};

  More() {
    write_file_atomically(repo / "repodata/updateinfo.xml", k_updateinfo);
    write_file_atomically(repo / "repodata/modules.yaml", k_modules);
    list(sha256(k_updateinfo), "");
  }
  void list(const std::string& updateinfo_digest, const std::string& more) const {
    std::string text = read_file(repo / "repodata/repomd.xml");
    if (const size_t at = text.find("<data type=\"updateinfo\">"); at != std::string::npos)
      text = text.substr(0, at) + "</repomd>";
    const std::string added =
        fmt::format(
            "<data type=\"updateinfo\"><checksum type=\"sha256\">{}</checksum>"
            "<location href=\"repodata/updateinfo.xml\"/><open-size>{}</open-size>{}</data>",
            updateinfo_digest, k_updateinfo.size(), more) +
        fmt::format(
            "<data type=\"modules\"><checksum type=\"sha256\">{}</checksum>"
            "<location href=\"repodata/modules.yaml\"/></data>",
            sha256(k_modules));
    write_file_atomically(repo / "repodata/repomd.xml", text.replace(text.find("</repomd>"), 0, added));
  }
};

}  // namespace

TEST_CASE("advisories and modules are provided if the rules ask for them") {
  const More u;
  for (const auto& address : u.addresses) {
    CAPTURE(address);
    const upstream::Metadata usual = u.open(address).metadata();
    CHECK(usual.updateinfo.path.empty());
    CHECK(usual.modules.path.empty());
    CHECK(usual.has_modules);
    const upstream::Metadata more = u.open(address, {.advisories = true, .modules = true}).metadata();
    CHECK(read_file(more.updateinfo.path) == k_updateinfo);
    CHECK(more.updateinfo.checksum.matches(k_updateinfo));
    CHECK(more.updateinfo.open_size == k_updateinfo.size());
    CHECK(read_file(more.modules.path) == k_modules);
    CHECK(u.open(address, {.advisories = true}).metadata().modules.path.empty());
  }
  CHECK(u.server.hits("/repodata/updateinfo.xml") == 1);
  CHECK(u.server.hits("/repodata/modules.yaml") == 1);
}

TEST_CASE("a repository without advisories and modules") {
  const Upstream u;
  const upstream::Metadata metadata =
      u.open(u.repo.string(), {.advisories = true, .modules = true}).metadata();
  CHECK(metadata.updateinfo.path.empty());
  CHECK(metadata.modules.path.empty());
  CHECK_FALSE(metadata.has_modules);
}

TEST_CASE("advisories that do not match repomd.xml are not kept, and matter only if the rules ask for them") {
  const More u;
  u.list(std::string(64, '0'), "");
  CHECK(says(error_of(ExitCode::upstream, [&] { u.open(u.server.url(), {.advisories = true}); }),
             "updateinfo.xml"));
  for (const auto& entry : fs::recursive_directory_iterator(u.cache))
    CHECK(entry.path().filename() != "updateinfo.xml");
  // The reader of a local repository compares the bytes that it reads.
  const upstream::Metadata local = u.open(u.repo.string(), {.advisories = true}).metadata();
  CHECK_FALSE(local.updateinfo.checksum.matches(read_file(local.updateinfo.path)));
  for (const auto& address : u.addresses) u.open(address);
}

TEST_CASE("absurd sizes of advisories") {
  const More u;
  u.list(sha256(k_updateinfo), "<size>9000000000000</size>");
  for (const auto& address : u.addresses) {
    CHECK(says(error_of(ExitCode::upstream, [&] { u.open(address, {.advisories = true}); }),
               "the repomd.xml of base says that repodata/updateinfo.xml has 8.2 TiB"));
    u.open(address);
  }
}

TEST_CASE("a damaged copy of advisories in the cache is downloaded again") {
  const More u;
  const fs::path kept = u.open(u.server.url(), {.advisories = true}).metadata().updateinfo.path;
  fs::permissions(kept, fs::perms::owner_write, fs::perm_options::add);
  write_file_atomically(kept, "bad");
  CHECK(read_file(u.open(u.server.url(), {.advisories = true}).metadata().updateinfo.path) == k_updateinfo);
  CHECK(u.server.hits("/repodata/updateinfo.xml") == 2);
}
