// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/destination.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/temporary.hpp"
#include "publishing/prune.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using publishing::Batch;
using publishing::destination;
using test::error_of;
using test::says;

namespace {

std::string refusal(const std::string& text) {
  return error_of(ExitCode::usage, [&] { destination(text, fs::temp_directory_path()); });
}

}  // namespace

TEST_CASE("destinations of publish --to") {
  const auto name = [](const std::string& text) {
    return destination(text, fs::temp_directory_path())->name();
  };
  CHECK(name("/srv/www/../releases") == "/srv/releases");
  CHECK(name("file:///srv/my%20releases") == "/srv/my releases");
  CHECK(name("ssh://me@host.example:2222/srv/x") == "ssh://me@host.example:2222/srv/x");
  CHECK(name("host.example:/srv/x") == "host.example:/srv/x");
  CHECK(name("rclone:store:bucket/releases/") == "rclone:store:bucket/releases");
  CHECK(destination("host:x", "/tmp")->has_links());
  CHECK_FALSE(destination("rclone:store:", "/tmp")->has_links());
  CHECK(
      says(refusal("releases"), "'releases' cannot be a destination: it is neither an absolute path nor on"));
  CHECK(says(refusal("ftp://host/x"), "rpmworks cannot write to such an address"));
  CHECK(says(refusal("ssh://host"), "it has no host or no path"));
  CHECK(says(refusal("ssh://host:a/x"), "'a' is not a port"));
  CHECK(says(refusal("rclone:store"), "a remote of rclone ends with ':'"));
  CHECK(says(refusal("-e:x"), "its form is unknown"));
  CHECK(says(refusal("rsync://me:s3cret@host/x"), "the destination contains a password"));
  CHECK(says(refusal("rclone::webdav,url=http://x,pass=s3cret:"), "the destination contains a password"));
  CHECK(says(refusal("me:s3cret@host:/srv/x"), "the destination contains a password"));
  CHECK(name("me@host:x@y") == "me@host:x@y");
  CHECK_FALSE(says(refusal("rsync://me:s3cret@host/x"), "s3cret"));
}

TEST_CASE("a folder gets what it lacks, by renames") {
  const TempDir folder(fs::temp_directory_path(), "destination-");
  const fs::path from = folder.path() / "from";
  const fs::path to = folder.path() / "to" / "releases";
  make_folders(from / "1.0" / "packages");
  write_file_atomically(from / "1.0" / "packages" / "a.rpm", "aaaa");
  write_file_atomically(from / "1.0" / "packages" / "b.rpm", "bbbb");
  fs::create_symlink("1.0", from / "current");
  const auto place = destination(to.string(), folder.path());
  const Batch batch{.from = from / "1.0", .files = {"packages/a.rpm", "packages/b.rpm"}, .to = "1.0"};
  place->put(batch);
  CHECK(read_file(to / "1.0" / "packages" / "a.rpm") == "aaaa");
  CHECK((fs::status(to / "1.0").permissions() & fs::perms::all) == fs::perms(0755));
  const auto time = fs::last_write_time(to / "1.0" / "packages" / "a.rpm");
  write_file_atomically(to / "1.0" / "packages" / "b.rpm", "bxxb");
  // What a run that was killed leaves.
  write_file_atomically(to / "1.0" / "packages" / ".b.rpm.rpmworks-part", "bb");
  place->put(batch);
  CHECK(fs::last_write_time(to / "1.0" / "packages" / "a.rpm") == time);
  CHECK(read_file(to / "1.0" / "packages" / "b.rpm") == "bbbb");
  CHECK_FALSE(fs::exists(to / "1.0" / "packages" / ".b.rpm.rpmworks-part"));
  place->put_link(from, "current");
  CHECK(fs::read_symlink(to / "current") == "1.0");
}

TEST_CASE("releases that the configuration refers to are needed") {
  const store::Workspace workspace{.root = "/product", .cache = {}, .store_folder = {}};
  config::Config config;
  config.kept_releases = {{.value = "1.0", .where = {}}};
  config.base = {{.kind = config::BaseSource::Kind::manifest, .path = "/product/releases/1.1/manifest.json"},
                 {.kind = config::BaseSource::Kind::root, .path = "/elsewhere/releases/1.2"}};
  config.upstreams["own"] = {.name = "own", .baseurl = "file:///product/releases/1.3/packages"};
  config.upstreams["other"] = {.name = "other", .baseurl = "https://x.example/product/releases/1.4"};
  const auto needed = publishing::needed_releases(config, workspace);
  CHECK(needed == std::map<std::string, std::string>{{"1.0", "listed in `release.keep`"},
                                                     {"1.1", "`release.base` refers to it"},
                                                     {"1.3", "the upstream own refers to it"}});
}
