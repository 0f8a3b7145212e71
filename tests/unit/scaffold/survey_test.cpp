// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/survey.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/text.hpp"
#include "scaffold/names.hpp"
#include "scaffold/spec.hpp"
#include "support/errors.hpp"
#include "support/git_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::scaffold;
using test::GitFixture;

namespace {

struct Workshop {
  TempDir folder{fs::temp_directory_path(), "scaffold-"};
  GitFixture repo{folder.path() / "greet"};

  Project survey_of(const std::map<std::string, std::string>& files,
                    std::optional<Kind> kind = std::nullopt) {
    for (const auto& [name, content] : files) repo.write(name, content, name.ends_with(".sh"));
    repo.commit("one");
    return survey(git::Repository::open(repo.path()), kind);
  }
};

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("the kind is seen by the build files") {
  struct Case {
    const char* file;
    const char* kind;
    const char* needs;
  };
  for (const Case& known :
       {Case{"configure.ac", "autotools", "autoconf automake gcc libtool make"},
        Case{"configure", "autotools", "gcc make"}, Case{"CMakeLists.txt", "cmake", "cmake gcc gcc-c++ make"},
        Case{"meson.build", "meson", "gcc meson"}, Case{"pyproject.toml", "python", "gcc python3-devel"},
        Case{"setup.py", "python", "gcc python3-devel"}, Case{"Makefile", "make", "gcc make"},
        Case{"else", "files", ""}}) {
    Workshop shop;
    const Project project = shop.survey_of({{known.file, "\n"}, {"src/greet.c", ""}});
    CHECK(name_of(project.kind) == known.kind);
    CHECK(join(project.build_requires, " ") == known.needs);
  }
  Workshop shop;
  CHECK(join(shop.survey_of({{"Makefile", ""}, {"a.cc", ""}}).build_requires, " ") == "gcc gcc-c++ make");
  CHECK(shop.survey_of({}, Kind::files).kind == Kind::files);
  CHECK(kind_named("meson") == Kind::meson);
  CHECK(test::error_of(ExitCode::usage, [] { kind_named("mesn"); }).find("did you mean 'meson'?") !=
        std::string::npos);
}

TEST_CASE("name, version, license, summary and URL") {
  Workshop shop;
  shop.repo.git({"remote", "add", "origin", "git@git.example.org:tools/hello.git"});
  Project project = shop.survey_of({{"README.md", "# hello\n\nSays hello.\n"}});
  CHECK(project.name == "hello");
  CHECK(project.version == "0.1");
  CHECK(project.license == "LicenseRef-FIXME");
  CHECK(project.summary == "Says hello");
  CHECK(project.url == "https://git.example.org/tools/hello");
  CHECK(project.warnings.size() == 3);  // version, license, and nothing to install

  for (const char* tag : {"v1.9", "v1.10", "hello-1.2", "nightly"}) {
    shop.repo.commit(tag);
    shop.repo.git({"tag", tag});
  }
  project = shop.survey_of(
      {{"CMakeLists.txt", "project(greet VERSION 7)"}, {"COPYING", "Apache License Version 2.0"}});
  CHECK(project.name == "greet");
  CHECK(project.version == "1.10");
  CHECK(project.version_from == "the tag v1.10");
  CHECK(project.license == "Apache-2.0");
  CHECK(project.license_from == "COPYING");
  CHECK(project.warnings.empty());
}

TEST_CASE("the URL of a remote, as a browser takes it") {
  CHECK(public_url("https://user:secret@x.org/a/b.git") == "https://x.org/a/b");
  CHECK(public_url("https://x.org:8443/a.git/") == "https://x.org:8443/a");
  CHECK(public_url("ssh://git@x.org:22/a/b") == "https://x.org/a/b");
  CHECK(public_url("git@x.org:a/b.git") == "https://x.org/a/b");
  CHECK(public_url("https://x.org/a?token=secret") == "https://x.org/a");
  CHECK(public_url("/srv/git/a.git").empty());
  CHECK(public_url("file:///srv/git/a.git").empty());
  CHECK(public_url("").empty());
}

TEST_CASE("what a repository says is text in its spec, never a macro or a line") {
  Workshop shop;
  const Project project = shop.survey_of(
      {{"CMakeLists.txt", "project(%(id) VERSION 1.0 DESCRIPTION \"%(touch x)\n%install\\\")"}, {"a.c", ""}});
  CHECK(project.name == "greet");
  const std::string spec = spec_text(project);
  CHECK(has_line(spec, "Name:           greet"));
  CHECK(has_line(spec, "Summary:        %%(touch x) %%install"));
  CHECK(has_line(spec, "%install"));
  CHECK(spec.find('@') == spec.find("@example.org"));
}

TEST_CASE("links are not followed, and a repository without a commit is no project") {
  Workshop shop;
  write_new_file(shop.folder.path() / "outside", "# Secret\n");
  shop.repo.link("README.md", "../outside");
  const Project project = shop.survey_of({{"else", ""}});
  CHECK(project.summary == "The package greet");
  CHECK(project.documents.empty());
  const GitFixture empty(shop.folder.path() / "empty");
  CHECK(test::error_of(ExitCode::invalid, [&] {
          survey(git::Repository::open(empty.path()));
        }).find("has no commit yet") != std::string::npos);
}

TEST_CASE("a spec for files only") {
  Workshop shop;
  const Project project =
      shop.survey_of({{"greet.sh", "#!/bin/sh\n"}, {"data/it's", "x"}, {"LICENSE", "MIT"}});
  const std::string spec = spec_text(project);
  CHECK(has_line(spec, "BuildArch:      noarch"));
  CHECK(has_line(spec, "install -D -p -m 0755 -t %{buildroot}%{_bindir} -- 'greet.sh'"));
  CHECK(has_line(spec, "cp -pr -- 'data' %{buildroot}%{_datadir}/%{name}/"));
  CHECK(has_line(spec, "%license LICENSE"));
  CHECK(has_line(spec, "* Tue Nov 14 2023 Ada Writer <ada@example.org> - 0.1-1"));
  CHECK(spec.find("URL:") == std::string::npos);
  CHECK(spec.find("%build") == spec.find("%buildroot"));

  Workshop other;
  Project project_with_bin = other.survey_of({{"bin/a.sh", ""}});
  CHECK(join(project_with_bin.programs, " ") == "bin/a.sh");
  CHECK(project_with_bin.data.empty());
  project_with_bin = other.survey_of({{"bin/notes", "x"}});
  CHECK(join(project_with_bin.data, " ") == "bin");
}
