// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "unit/upstream/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using upstream::Repository;

TEST_CASE("the metadata of a local repository is read in place") {
  const Upstream u;
  const Repository repository = u.open("file://" + u.repo.string() + "/");
  CHECK(repository.metadata().name == "base");
  CHECK(repository.metadata().baseurl == "file://" + u.repo.string());
  CHECK(repository.metadata().repomd_sha256 == digest_of_file(u.repo / "repodata" / "repomd.xml"));
  CHECK(fs::equivalent(repository.metadata().primary, u.metadata("-primary.xml")));
  CHECK(fs::equivalent(repository.metadata().filelists, u.metadata("-filelists.xml")));
  CHECK(repository.metadata().primary_checksum.hex == digest_of_file(u.metadata("-primary.xml")));
  const auto files = u.fetch(repository);
  REQUIRE(files.size() == 2);
  CHECK(read_file(files[0]) == read_file(u.package("one")));
  CHECK(files[1].filename() == u.package("two").filename());
  CHECK(repository.fetch({}, 2, Reporter::silent()).empty());
  // Plain paths and names with blanks work.
  CHECK_NOTHROW(u.open(u.repo.string()));
  fs::rename(u.repo, u.folder.path() / "a b");
  CHECK_NOTHROW(u.open("file://" + u.folder.path().string() + "/a%20b"));
}

TEST_CASE("nothing is written into a local repository") {
  const Upstream u;
  u.fetch(u.open(u.repo.string()));
  size_t count = 0;
  for ([[maybe_unused]] const auto& entry : fs::recursive_directory_iterator(u.repo)) ++count;
  size_t expected = 0;
  for ([[maybe_unused]] const auto& entry :
       fs::recursive_directory_iterator(originals().folder.path() / "repo")) {
    ++expected;
  }
  CHECK(count == expected);
}

TEST_CASE("a missing repository") {
  const Upstream u;
  const std::string text = error_of(ExitCode::upstream, [&] { u.open("file:///nowhere/at/all"); });
  CHECK(says(text, "file:///nowhere/at/all"));
  CHECK(says(text, "createrepo_c"));
  fs::remove(u.repo / "repodata" / "repomd.xml");
  CHECK(says(error_of(ExitCode::upstream, [&] { u.open(u.repo.string()); }), "repomd.xml"));
}

TEST_CASE("the error for damaged metadata names it") {
  const Upstream u;
  const fs::path primary = u.metadata("-primary.xml");
  flip_byte(primary, 30);
  CHECK(says(error_of(ExitCode::upstream, [&] { u.open(u.repo.string()); }), primary.filename()));
  fs::remove(primary);
  CHECK(says(error_of(ExitCode::upstream, [&] { u.open(u.repo.string()); }), "no such file: "));
}

TEST_CASE("an invalid repomd.xml, one with files elsewhere, or with weak digests") {
  const Upstream u;
  const fs::path file = u.repo / "repodata" / "repomd.xml";
  const std::string good = read_file(file);
  auto text_with = [&](const std::string& content) {
    write_file_atomically(file, content);
    return error_of(ExitCode::upstream, [&] { u.open(u.repo.string()); });
  };
  auto replaced = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
    return text;
  };
  CHECK(says(text_with(""), "cannot read the repomd.xml"));
  CHECK(says(text_with("<html>not found</html>"), "repomd.xml"));
  CHECK(says(text_with(good.substr(0, good.size() / 2)), "cannot read the repomd.xml"));
  CHECK(says(text_with(replaced("href=\"repodata/", "href=\"../../repodata/")), "outside of the repository"));
  CHECK(says(text_with(replaced("href=\"repodata/", "href=\"/etc/")), "outside of the repository"));
  CHECK(says(text_with(replaced("type=\"sha256\"", "type=\"md5\"")), "'md5'"));
  CHECK(says(text_with(replaced("type=\"primary\"", "type=\"other\"")), "no primary metadata"));
}

TEST_CASE("packages that differ from the metadata") {
  const Upstream u;
  const Repository repository = u.open(u.repo.string());
  auto text = [&] { return error_of(ExitCode::upstream, [&] { u.fetch(repository); }); };
  flip_byte(u.package("two"), -10);
  CHECK(says(text(), "two-1.0-1.noarch"));
  cut_off(u.package("two"), 10);
  CHECK(says(text(), "bytes"));
  fs::remove(u.package("two"));
  CHECK(says(text(), "does not exist"));
  fs::create_directory(u.package("two"));
  CHECK(says(text(), "does not exist"));
  auto bad = u.location("one");
  bad.href = "../../../etc/passwd";
  CHECK(
      says(error_of(ExitCode::upstream, [&] { repository.fetch({bad}, 1, Reporter::silent()); }), "outside"));
  bad = u.location("one");
  bad.sha256.clear();
  CHECK(
      says(error_of(ExitCode::upstream, [&] { repository.fetch({bad}, 1, Reporter::silent()); }), "SHA-256"));
}

TEST_CASE("packages not signed by a trusted key") {
  const Upstream u;
  const Repository repository = u.open(u.repo.string(), originals().stranger);
  const std::string text = error_of(ExitCode::trust, [&] { u.fetch(repository); });
  CHECK(says(text, "one-1.0-1.noarch.rpm"));
  CHECK(says(text, "also: the package two-1.0-1.noarch.rpm"));
  CHECK(says(text, originals().stranger.fingerprint()));
  CHECK(says(text, "base"));

  // The owner lists an unsigned package: the metadata is valid, the package is not.
  const fs::path unsigned_package = originals().folder.path() / "built" / u.package("one").filename();
  fs::remove(u.package("one"));
  fs::copy_file(unsigned_package, u.package("one"));
  auto location = u.location("one");
  location.sha256 = digest_of_file(unsigned_package);
  location.size = fs::file_size(unsigned_package);
  const Repository own = u.open(u.repo.string());
  CHECK(says(error_of(ExitCode::trust, [&] { own.fetch({location}, 1, Reporter::silent()); }),
             "it is not signed"));
}

TEST_CASE("a package is used from the cache's own closed folder, even if the original changes") {
  const Upstream u;
  const Repository repository = u.open(u.repo.string());
  const auto files = u.fetch(repository);
  const fs::path folder = u.cache / "packages";
  CHECK((fs::status(folder).permissions() & fs::perms::mask) == fs::perms(0700));
  CHECK(fs::is_empty(folder / "partial"));
  const std::string good = read_file(files[0]);
  // Changed in place, by a user who can write to the repository, after the package was verified.
  flip_byte(u.package("one"), -9);
  CHECK(read_file(files[0]) == good);
  CHECK(u.fetch(repository) == files);
  // A damaged copy is copied again, but only if the original is valid.
  fs::permissions(files[0], fs::perms(0644));
  flip_byte(files[0], 200);
  CHECK(says(error_of(ExitCode::upstream, [&] { u.fetch(repository); }), "does not have the digest"));
  flip_byte(u.package("one"), -9);
  CHECK(u.fetch(repository) == files);
  CHECK(read_file(files[0]) == good);
  // A package verified with some keys is verified again for others.
  error_of(ExitCode::trust, [&] { u.fetch(u.open(u.repo.string(), originals().stranger)); });
}

TEST_CASE("opening a repository removes incomplete copies of killed runs, but not copies in progress") {
  const Upstream u;
  u.fetch(u.open(u.repo.string()));
  const fs::path partial = u.cache / "packages/partial";
  make_folders(partial / "copy-left");
  const TempDir in_use(partial, "copy-");
  u.open(u.repo.string());
  CHECK_FALSE(fs::exists(partial / "copy-left"));
  CHECK(fs::exists(in_use.path()));
}

TEST_CASE("a signed package must match the name in the metadata") {
  const Upstream u;
  const Repository repository = u.open(u.repo.string());
  for (const char* const name : {"one-2.0-1.noarch", "two-1.0-1.noarch", "one-1.0-1.x86_64",
                                 "/tmp/rv/pwned-1.0-1.noarch", "one-1:1.0-1.noarch"}) {
    auto location = u.location("one");
    location.nevra = rpm::Nevra::parse(name);
    const std::string text =
        error_of(ExitCode::trust, [&] { repository.fetch({location}, 1, Reporter::silent()); });
    CHECK(says(text, fmt::format("lists one-1.0-1.noarch as {}", name)));
  }
}

TEST_CASE("a package folder that others can write to is refused") {
  const Upstream u;
  const Repository repository = u.open(u.repo.string());
  make_folders(u.cache / "packages");
  fs::permissions(u.cache / "packages", fs::perms(0777));
  CHECK(says(error_of(ExitCode::failed, [&] { u.fetch(repository); }), "others can write"));
}

TEST_CASE("if the link to a repository changes, an open repository stays as it was") {
  const Upstream u;
  const fs::path link = u.folder.path() / "current";
  swap_symlink(link, u.repo);
  const Repository repository = u.open(link.string());
  const fs::path other = u.folder.path() / "other";
  make_folders(other);
  swap_symlink(link, other);
  CHECK(u.fetch(repository).size() == 2);
}
