// SPDX-License-Identifier: GPL-3.0-or-later
#include "verifying/remote_address.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include "support/errors.hpp"
#include "support/http_server.hpp"
#include "support/manifest_fixture.hpp"
#include "verifying/remote_release.hpp"

using namespace rpmworks;
using test::says;

namespace {

// releases/ as `publish` makes it, with one release.
struct Server {
  TempDir folder{fs::temp_directory_path(), "server-"};
  test::HttpServer server{folder.path()};
  verifying::WebFiles web{folder.path()};

  Server() {
    write("1.0.2/manifest.json", test::example_manifest().to_json());
    write("mirrorlist/packages", fmt::format("{}/1.0.2/packages/\n", server.url()));
    write("greetings.repo",
          fmt::format("[greetings-packages]\nmirrorlist={}/mirrorlist/packages\n", server.url()));
  }
  void write(const std::string& file, const std::string& text) const {
    make_folders((folder.path() / file).parent_path());
    write_file_atomically(folder.path() / file, text);
  }
  verifying::RemoteAddress find(const std::string& below) const {
    return verifying::find_remote_release(server.url() + below, web);
  }
  std::string refused(ExitCode code, const std::string& below) const {
    return test::error_of(code, [&] { find(below); });
  }
};

}  // namespace

TEST_CASE("a release is found by its own URL, by releases/ and by PRODUCT.repo") {
  const Server at;
  CHECK(at.find("/1.0.2//").release == at.server.url() + "/1.0.2");
  CHECK(at.find("/1.0.2").releases.empty());
  at.write("current/manifest.json", test::example_manifest().to_json());
  CHECK(at.find("").release == at.server.url() + "/current");
  CHECK(at.find("/").releases == at.server.url());
  const auto by_file = at.find("/greetings.repo");
  CHECK(by_file.release == at.server.url() + "/1.0.2");
  CHECK(by_file.releases == at.server.url());
  CHECK(by_file.manifest.release == "1.0.2");
}

TEST_CASE("what is no release says why") {
  const Server at;
  CHECK(says(at.refused(ExitCode::invalid, ""), "the server has neither"));
  CHECK(says(at.refused(ExitCode::usage, "/1.0.2?token=secret"), "has a query"));
  at.write("page/manifest.json", "<!DOCTYPE html>");
  CHECK(says(at.refused(ExitCode::invalid, "/page"), "/page is not a release"));
  manifest::Manifest inventory = test::example_manifest();
  inventory.inventory = "folder";
  at.write("inventory/manifest.json", inventory.to_json());
  CHECK(says(at.refused(ExitCode::invalid, "/inventory"), "is an inventory, which nobody signed"));
  at.write("greetings.repo", "[a]\nbaseurl=file:///srv\n");
  CHECK(says(at.refused(ExitCode::invalid, "/greetings.repo"), "it names no mirror list"));
  // A server must not make this machine read its own files.
  at.write("greetings.repo", "[a]\nmirrorlist=file:///srv/mirrorlist/packages\n");
  CHECK(says(at.refused(ExitCode::invalid, "/greetings.repo"), "its mirror lists are on no web server"));
  at.write("greetings.repo", "[a]\nmirrorlist=" + at.server.url() + "/mirrorlist/packages\n");
  at.write("mirrorlist/packages", "file:///etc/packages/\n");
  CHECK(says(at.refused(ExitCode::invalid, "/greetings.repo"), "is not the mirror list of a release"));
}

TEST_CASE("a manifest that is larger than any is not read") {
  const Server at;
  CHECK_FALSE(at.web.text(at.server.url() + "/nothing", 10));
  CHECK(
      says(test::error_of(ExitCode::upstream, [&] { at.web.text(at.server.url() + "/greetings.repo", 10); }),
           "it is larger than the expected 10 bytes"));
  // A file whose digest is known is cut off instead: the digest shows that it is another one.
  const fs::path to = at.folder.path() / "cut";
  CHECK(at.web.fetch(at.server.url() + "/greetings.repo", to, 10));
  CHECK(fs::file_size(to) <= 10);
}

TEST_CASE("a server without sizes is told apart from one without the file") {
  Server at;
  CHECK(at.web.stated(at.server.url() + "/greetings.repo").size ==
        fs::file_size(at.folder.path() / "greetings.repo"));
  CHECK_FALSE(at.web.stated(at.server.url() + "/nothing").is_there);
  at.server.fault("/greetings.repo", {.no_length = true});
  const auto stated = at.web.stated(at.server.url() + "/greetings.repo");
  CHECK(stated.is_there);
  CHECK_FALSE(stated.size);
}

TEST_CASE("URLs are encoded, and shown without secrets") {
  CHECK(verifying::url_below("http://h/r", "a b/c%d.rpm") == "http://h/r/a%20b/c%25d.rpm");
  CHECK(verifying::shown_url("https://me:hunter2@h/r") == "https://h/r");
  CHECK(verifying::mirrors_in("# comment\n\n http://h/a/ \nhttp://h/b\n") ==
        std::vector<std::string>{"http://h/a", "http://h/b"});
  CHECK(verifying::is_remote("https://h/r"));
  CHECK_FALSE(verifying::is_remote("file:///srv/r"));
  CHECK(verifying::local_place("file:///srv/a%20b") == "/srv/a b");
  CHECK(verifying::local_place("1.0.2") == "1.0.2");
}
