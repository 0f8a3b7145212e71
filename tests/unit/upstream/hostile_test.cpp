// SPDX-License-Identifier: GPL-3.0-or-later
// Metadata made to harm whoever reads it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/http_server.hpp"
#include "unit/upstream/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using upstream::Repository;

namespace {

struct Hostile : Upstream {
  HttpServer server{repo};
  std::vector<std::string> addresses{repo.string(), server.url()};
  fs::path repomd = repo / "repodata/repomd.xml";
  std::string good = read_file(repomd);

  void change(const std::string& from, const std::string& to) const {
    std::string text = good;
    REQUIRE(text.find(from) != std::string::npos);
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
    write_file_atomically(repomd, text);
  }
  std::string refusal(const std::string& address) const {
    return error_of(ExitCode::upstream, [&] { open(address); });
  }
  std::string primary() const { return "/repodata/" + metadata("-primary.xml").filename().string(); }
};

std::vector<std::string> paths_below(const fs::path& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) paths.push_back(entry.path().string());
  return paths;
}

}  // namespace

TEST_CASE("files of the metadata that leave the repository") {
  const Hostile u;
  for (const char* const prefix : {"../../", "/etc/", "file:///etc/", "http://example.org/", "%2e%2e/",
                                   "repodata/%2E./", "..\\", "a&#x7f;/"}) {
    CAPTURE(prefix);
    u.change("href=\"repodata/", fmt::format("href=\"{}", prefix));
    for (const auto& address : u.addresses)
      CHECK(says(u.refusal(address), "the metadata of base lists a file outside of the repository: '"));
  }
  for (const auto& request : u.server.requests()) CHECK(says(request, "/repodata/repomd.xml"));
}

TEST_CASE("files of the metadata below another address") {
  const Hostile u;
  for (const char* const base : {"http://example.org/other", "../other"}) {
    u.change("<location href", fmt::format("<location xml:base=\"{}\" href", base));
    for (const auto& address : u.addresses)
      CHECK(says(u.refusal(address), fmt::format("outside of the repository: '{}/repodata/", base)));
  }
  u.change("<location href", "<location xml:base=\"other\" href");
  CHECK(
      says(u.refusal(u.repo.string()), "the repomd.xml of base lists a file below another address: 'other'"));
}

TEST_CASE("absurd sizes") {
  const Hostile u;
  for (const char* const tag : {"size", "open-size"}) {
    std::string text = u.good;
    const std::string begin = fmt::format("<{}>", tag);
    const size_t at = text.find(begin) + begin.size();
    text.replace(at, text.find('<', at) - at, "9000000000000");
    write_file_atomically(u.repomd, text);
    for (const auto& address : u.addresses) {
      const std::string message = u.refusal(address);
      CHECK(says(message, "the repomd.xml of base says that repodata/"));
      CHECK(says(message, "has 8.2 TiB"));
      CHECK(says(message, "at most 4.0 GiB are read"));
    }
  }
}

TEST_CASE("metadata that is larger than stated") {
  Hostile u;
  const fs::path primary = u.metadata("-primary.xml");
  const uint64_t size = fs::file_size(primary);
  write_file_atomically(primary, read_file(primary) + std::string(1UL << 20, 'x'));
  CHECK(says(u.refusal(u.repo.string()), "the metadata of base does not match its repomd.xml"));
  CHECK(says(u.refusal(u.repo.string()), fmt::format(", not {}", human_bytes(size))));
  CHECK(says(u.refusal(u.server.url()), "primary"));
  // Even if the server does not say how much it will send, it is cut off, and not tried again.
  u.server.fault(u.primary(), {.whole = true, .no_length = true});
  const size_t before = u.server.hits(u.primary());
  CHECK(says(u.refusal(u.server.url()), "the server sends more than " + human_bytes(size)));
  CHECK(u.server.hits(u.primary()) == before + 1);
}

TEST_CASE("a package that is larger than stated") {
  Hostile u;
  const Repository repository = u.open(u.server.url());
  write_file_atomically(u.package("one"), read_file(u.package("one")) + std::string(1UL << 20, 'x'));
  const std::string href = "/" + u.location("one").href;
  u.server.fault(href, {.whole = true, .no_length = true});
  CHECK(says(error_of(ExitCode::upstream, [&] { u.fetch(repository); }), "the server sends more than "));
  CHECK(u.server.hits(href) == 1);
  for (const auto& path : paths_below(u.cache / "packages")) CHECK(path.find("one-1.0") == std::string::npos);
}

TEST_CASE("a repomd.xml without end") {
  const Hostile u;
  write_file_atomically(u.repomd, u.good + std::string(17UL << 20, ' '));
  for (const auto& address : u.addresses) {
    CAPTURE(address);
    CHECK(says(u.refusal(address), "16.0 MiB"));
    if (address.starts_with("http")) CHECK(says(u.refusal(address), "the server sends more than 16.0 MiB"));
  }
}

TEST_CASE("a file name that differs from the package's name stays its location") {
  const Hostile u;
  for (const auto& address : u.addresses) {
    CAPTURE(address);
    fs::remove_all(u.cache);
    for (const std::string& name :
         {std::string("lock"), std::string("weird name; rm -rf.rpm"), std::string("..rpm"),
          std::string("a%2fb.rpm"), std::string("two-9-9.noarch.rpm")}) {
      CAPTURE(name);
      // In a URL, a percent sign is an escape.
      if (address.starts_with("http") && name.find_first_of("% ;") != std::string::npos) continue;
      fs::copy_file(u.package("one"), u.repo / "Packages" / name, fs::copy_options::overwrite_existing);
      auto location = u.location("one");
      location.href = "Packages/" + name;
      const auto fetched = u.open(address).fetch({location, u.location("one")}, 2, Reporter::silent());
      CHECK(fetched.at(0).path.filename() == name);
      CHECK(fetched.at(0).path.parent_path() == fetched.at(1).path.parent_path());
      CHECK(fetched.at(1).path.filename() == "one-1.0-1.noarch.rpm");
      CHECK(fetched.at(0).path.string().starts_with((u.cache / "packages/").string()));
    }
  }
}

TEST_CASE("a local repository whose files are no files") {
  const Hostile u;
  const fs::path primary = u.metadata("-primary.xml");
  fs::remove(primary);
  fs::create_directory(primary);
  CHECK(says(u.refusal(u.repo.string()), "does not match its repomd.xml"));
  fs::remove(u.repomd);
  fs::create_directory(u.repomd);
  CHECK(says(u.refusal(u.repo.string()), "no repository base at "));
}
