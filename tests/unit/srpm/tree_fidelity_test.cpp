// SPDX-License-Identifier: GPL-3.0-or-later
// Compares the archive in a source package with git's own archive, byte by byte.
#include <doctest/doctest.h>

#include <algorithm>

#include "core/text.hpp"
#include "process/process.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

// An uncompressed archive, so that it can be compared directly.
std::string spec_with_tar() {
  return small_spec("Source0: %{name}-%{version}.tar\n");
}

const std::string k_prefix = "greet-1.0/";

std::string git_archive(const Fixture& fixture, const std::string& folder, const std::string& prefix) {
  return fixture.git(
      {"-C", folder, "-c", "core.autocrlf=false", "archive", "--format=tar", "--prefix=" + prefix, "HEAD"});
}

std::string ours(Fixture& fixture) {
  return Fixture::member(fixture.make().path, "greet-1.0.tar");
}

uint64_t octal(std::string_view field) {
  uint64_t number = 0;
  for (const char c : field.substr(0, 11)) number = number * 8 + static_cast<uint64_t>(c - '0');
  return number;
}

// Headers with their contents, including pax headers, without the end of the archive.
std::vector<std::string> records(const std::string& tar) {
  std::vector<std::string> found;
  for (size_t at = 0; at + 512 <= tar.size() && tar[at] != '\0';) {
    const size_t length = 512 + (octal(std::string_view(tar).substr(at + 124, 12)) + 511) / 512 * 512;
    found.push_back(tar.substr(at, length));
    at += length;
  }
  return found;
}

std::string name_of(const std::string& record) {
  return record.substr(0, std::min<size_t>(record.find('\0'), 100));
}

std::vector<std::string> names(const std::vector<std::string>& all) {
  std::vector<std::string> found;
  std::transform(all.begin(), all.end(), std::back_inserter(found), name_of);
  return found;
}

void check_same(const std::string& tar, const std::string& theirs) {
  const auto mine = records(tar);
  const auto other = records(theirs);
  CHECK(names(mine) == names(other));
  for (size_t i = 0; i < std::min(mine.size(), other.size()); ++i)
    CHECK_MESSAGE(mine[i] == other[i], "differs: " << name_of(other[i]));
  CHECK((tar == theirs));
}

}  // namespace

TEST_CASE("the archive of a tree is git archive's, byte by byte") {
  Fixture fixture(Files{{"greet.spec", spec_with_tar()}});
  const std::string formats =
      "$Format:%H %h %T %t %P %p$\n$Format:%an %ae %al %ad %aD %ai %aI %as %at$\n"
      "$Format:%cn %ce %cl %cd %cD %ci %cI %cs %ct$\n$Format:%s|%f|%b|%B|%e$\n$Format:%%d %x41%n%-b%+s% s$\n"
      "$Format:unclosed\n$Format:$ $Format:%zz$ $$Format:%h$$\n";
  fixture.write(
      ".gitattributes",
      "[attr]internal export-ignore -text\n"
      "*.in export-subst\n*.dos text eol=crlf\n*.auto text=auto eol=crlf\n*.bin binary\n*.old crlf\n"
      "*.id ident\n*.u16 working-tree-encoding=UTF-16LE-BOM eol=lf\n*.l1 working-tree-encoding=ISO-8859-1\n"
      "private internal\n/tests/ export-ignore\n*.dos.in export-subst ident\n");
  fixture.write("lib/.gitattributes", "*.in -export-subst\ndrop export-ignore\n*.id -ident\n");
  for (const char* const folder : {"", "lib/", "lib/deeper/"}) {
    const std::string at = folder;
    fixture.write(at + "version.in", formats);
    fixture.write(at + "both.dos.in", "$Id$\n" + formats);
    fixture.write(at + "a.dos", "a\nb\n");
    fixture.write(at + "a.auto", "a\nb\n");
    fixture.write(at + "a.bin", std::string("a\n\0\r\n", 5));
    fixture.write(at + "a.old", "a\nb\n");
    fixture.write(at + "a.id", "$Id$ $Id: x $ $Id: x y $\n");
    fixture.write(at + "a.l1", "na\xefve\n");
    fixture.write(at + "a.u16", std::string("\xff\xfe\x61\0\x0a\0", 6));
    fixture.write(at + "drop", "x");
    fixture.write(at + "private", "x");
  }
  fixture.write("tests/one", "x").write("bin/run", "run:#!/bin/sh\n").write("empty", "");
  fixture.write("link", "link:bin/run").write("dangling", "link:/etc/shadow").write("up", "link:../..");
  fixture.write("long-link", "link:" + std::string(150, 't'));
  fixture.write("naïve/файл", "x")
      .write("latin-\xe9\xff", "x")
      .write("back\\slash", "x")
      .write("new\nline", "x");
  fixture.write("README", "x").write("readme", "names that differ in case\n");
  fixture.write(std::string(90, 'a') + "/" + std::string(60, 'b'), "more than 100");
  fixture.write(std::string(120, 'c') + "/" + std::string(120, 'd') + "/" + std::string(90, 'e'),
                "more than 256");
  fixture.write(std::string(200, 'f'), "a name of more than 100");
  // Not in UTC, which %aI writes as +00:00 before git 2.45 and as Z since.
  fixture.commit("2024-01-02T03:04:05-0330");
  // An archive whose end fills the last 10 KiB block, and one where it does not.
  check_same(ours(fixture), git_archive(fixture, ".", k_prefix));
  fixture.write("more", std::string(10240, 'x')).commit("2030-01-01T00:00:00+0530");
  check_same(ours(fixture), git_archive(fixture, ".", k_prefix));
}

TEST_CASE("an archive with submodules equals git archive's of each, byte by byte") {
  Fixture fixture(Files{{"greet.spec", spec_with_tar()},
                        {".gitattributes", "* eol=crlf text\nout export-ignore\n.gitmodules -text\n"},
                        {"text", "one\n"}});
  for (const std::string name : {"inner", "out", "deepest"}) {
    const std::string folder = (fixture.root() / name).string();
    fixture.git({"init", "-q", "-b", "main", folder});
    write_file_atomically(fs::path(folder) / ".gitattributes", "v export-subst\ndrop export-ignore\n");
    for (const char* const file : {"v", "drop", "text"})
      write_file_atomically(fs::path(folder) / file, "$Format:%H$\n");
    const auto add = [&](const std::string& where, const std::string& url, const std::string& path) {
      fixture.git(
          {"-c", "protocol.file.allow=always", "-C", where, "submodule", "--quiet", "add", url, path});
    };
    const auto commit = [&](const std::string& where) {
      fixture.git({"-C", where, "add", "-A"});
      fixture.git(
          {"-C", where, "-c", "user.name=B", "-c", "user.email=b@example.org", "commit", "-q", "-m", name});
    };
    commit(folder);
    if (name != "deepest") add(".", "../" + name, name == "inner" ? "libs/" + std::string(110, 'i') : name);
    if (name == "deepest") {
      const std::string in_tree = "libs/" + std::string(110, 'i');
      add(in_tree, folder, "deep");
      commit(in_tree);
    }
  }
  fixture.commit();

  // At a submodule's folder, git's archive of the submodule is inserted, without its own header for the
  // commit.
  const std::string inner = "libs/" + std::string(110, 'i') + "/";
  const auto content_of = [&](const std::string& folder) {
    auto all = records(git_archive(fixture, folder, k_prefix + folder));
    const auto folder_at =
        std::find_if(all.begin(), all.end(), [](const auto& one) { return one[156] == '5'; });
    all.erase(all.begin(), folder_at + 1);
    return all;
  };
  auto expected = records(git_archive(fixture, ".", k_prefix));
  const auto insert_after = [&](const std::string& folder, const std::vector<std::string>& what) {
    const auto at = std::find_if(expected.begin(), expected.end(), [&](const std::string& one) {
      return one[156] == '5' && name_of(one) == folder;
    });
    REQUIRE(at != expected.end());
    expected.insert(at + 1, what.begin(), what.end());
  };
  // The header for a path that is too long is named after the object: for a submodule's folder, its commit.
  insert_after(std::string(trim(fixture.git({"-C", inner, "rev-parse", "HEAD"}))) + ".data",
               content_of(inner));
  insert_after("deep/", content_of(inner + "deep/"));

  const auto mine = records(ours(fixture));
  CHECK(names(mine) == names(expected));
  CHECK((mine == expected));
}

TEST_CASE("the use of tags and branches in an archive is reported") {
  Fixture fixture(Files{{"greet.spec", spec_with_tar()},
                        {".gitattributes", "*.in export-subst\n"},
                        {"a.in", "$Format:%H$ $Format:tags:%-d$ $Format:%D$"},
                        {"b.in", "$Format:%(describe:tags=true)$"},
                        {"c.in", "$Format:%%d %cD %ad %(trailers) %H$"},
                        {"d", "$Format:%d$"}});
  fixture.make();
  const std::string why =
      " depends on tags and branches, which can change: only the requested tag is expanded";
  CHECK(fixture.warnings() == std::vector<std::string>{"a.in: $Format:tags:%-d$" + why,
                                                       "b.in: $Format:%(describe:tags=true)$" + why});
}
