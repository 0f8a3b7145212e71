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

TEST_CASE("the build files determine the kind") {
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
        Case{"go.mod", "go", "golang"}, Case{"Cargo.toml", "cargo", "cargo gcc"},
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
  CHECK(project.warnings.size() == 3);  // version, license, and no files to install

  for (const char* tag : {"v1.9", "v1.10", "hello-1.2", "nightly"}) {
    shop.repo.commit(tag);
    shop.repo.git({"tag", tag});
  }
  project = shop.survey_of(
      {{"CMakeLists.txt", "project(greet VERSION 7)"}, {"COPYING", "Apache License Version 2.0"}});
  CHECK(project.name == "greet");
  CHECK(project.version == "1.10");
  CHECK(project.version_from == "the tag v1.10; HEAD is 3 commits after it (CMakeLists.txt says 7)");
  CHECK(project.license == "Apache-2.0");
  CHECK(project.license_from == "COPYING");
  CHECK(project.warnings.empty());
}

TEST_CASE("the URL of a remote, as a browser accepts it") {
  CHECK(public_url("https://user:secret@x.org/a/b.git") == "https://x.org/a/b");
  CHECK(public_url("https://x.org:8443/a.git/") == "https://x.org:8443/a");
  CHECK(public_url("ssh://git@x.org:22/a/b") == "https://x.org/a/b");
  CHECK(public_url("git@x.org:a/b.git") == "https://x.org/a/b");
  CHECK(public_url("https://x.org/a?token=secret") == "https://x.org/a");
  CHECK(public_url("/srv/git/a.git").empty());
  CHECK(public_url("file:///srv/git/a.git").empty());
  CHECK(public_url("").empty());
}

TEST_CASE("text of a repository is plain text in its spec, never a macro or an additional line") {
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

TEST_CASE("links are not followed, and a repository without a commit is an error") {
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

TEST_CASE("the version comes from a tag, whatever the form of name and tag") {
  Workshop shop;
  shop.repo.write("x", "");
  shop.repo.commit("one");
  shop.repo.git({"tag", "munge-0.5.16"});
  Project project = shop.survey_of({{"configure.ac", "AC_INIT([MUNGE],[m4_esyscmd(x)])\n"}});
  CHECK(project.name == "munge");
  CHECK(project.version == "0.5.16");
  CHECK(project.version_from == "the tag munge-0.5.16; HEAD is 1 commit after it");

  shop.repo.git({"checkout", "-q", "-b", "next"});
  shop.repo.commit("two");
  shop.repo.git({"tag", "release-2.0"});
  shop.repo.git({"checkout", "-q", "main"});
  project = survey(git::Repository::open(shop.repo.path()));
  CHECK(project.version == "0.5.16");  // 2.0 is not in this history
  shop.repo.git({"tag", "-d", "munge-0.5.16"});
  project = survey(git::Repository::open(shop.repo.path()));
  CHECK(project.version == "2.0");
  CHECK(project.warnings.front().starts_with("the history of HEAD has no version tag"));
}

TEST_CASE("a library gets a -devel package, and units and users get their scriptlets") {
  Workshop shop;
  const Project project =
      shop.survey_of({{"meson.build", "project('greet', 'c')\nlibrary('w', 'w.c')\ninstall_headers('w.h')\n"},
                      {"w.c", ""},
                      {"data/greet.service", "[Unit]\n"},
                      {"data/greet.sysusers", "u greet - \"Says % hello\" /run/greet\n"},
                      {"data/greet.tmpfiles", "d /run/greet\n"},
                      {"tests/other.service", "[Unit]\n"},
                      {"man/greet.1.in", ".TH"}});
  const std::string spec = spec_text(project);
  CHECK(has_line(spec, "%package devel"));
  CHECK(has_line(spec, "%files devel -f %{name}-devel.lst"));
  CHECK(has_line(spec, "BuildRequires:  systemd-rpm-macros"));
  CHECK(has_line(spec, "Requires(pre):  shadow-utils"));
  CHECK(has_line(spec, "install -D -p -m 0644 data/greet.service %{buildroot}%{_unitdir}/greet.service"));
  CHECK(has_line(spec, "install -D -p -m 0644 data/greet.sysusers %{buildroot}%{_sysusersdir}/greet.conf"));
  CHECK(has_line(spec, "%systemd_post greet.service"));
  CHECK(has_line(spec, "%tmpfiles_create greet.conf"));
  CHECK(has_line(spec,
                 "getent passwd greet >/dev/null || useradd -r -g greet -d /run/greet -s /sbin/nologin "
                 "-c 'Says %% hello' greet"));
  CHECK(spec.find("other.service") == std::string::npos);
  CHECK(join(project.warnings, "\n").find("no build file mentions man/greet.1.in") != std::string::npos);
}

TEST_CASE("a header-only library has one package, -devel") {
  Workshop shop;
  const std::string spec = spec_text(shop.survey_of(
      {{"CMakeLists.txt", "project(h)\nadd_library(h INTERFACE)\ninstall(DIRECTORY include)\n"},
       {"include/h.h", ""}}));
  CHECK(has_line(spec, "%files devel -f %{name}.lst"));
  CHECK(has_line(spec, "Provides:       %{name}-static = %{version}-%{release}"));
  CHECK_FALSE(has_line(spec, "%files -f %{name}.lst"));
}

TEST_CASE("licenses: build files take precedence over texts, and all of several texts are named") {
  const char* const mit = "Permission is hereby granted, free of charge, to any person obtaining a copy";
  const char* const apache = "Apache License Version 2.0";
  Workshop one;
  Project project = one.survey_of({{"Cargo.toml", "[package]\nname='x'\nlicense='MIT OR Apache-2.0'\n"},
                                   {"LICENSE-MIT", mit},
                                   {"LICENSE-APACHE", apache},
                                   {"Cargo.lock", ""}});
  CHECK(project.license == "MIT OR Apache-2.0");
  CHECK(project.license_from == "Cargo.toml");
  CHECK(join(project.license_files, " ") == "LICENSE-APACHE LICENSE-MIT");
  Workshop two;
  project = two.survey_of(
      {{"LICENSE-MIT", mit}, {"LICENSE-APACHE", apache}, {"x.sh", ""}, {"README", "Says hello\n"}});
  CHECK(project.license == "Apache-2.0 AND MIT");
  CHECK(join(project.warnings, "\n").find("write OR if users may choose") != std::string::npos);
  Workshop three;
  project = three.survey_of({{"setup.py", "setup(name='x', license='MIT')"}, {"COPYING", apache}});
  CHECK(project.license == "MIT");
  CHECK(join(project.warnings, "\n")
            .find("setup.py says MIT, but COPYING looks like Apache-2.0: check which one applies") !=
        std::string::npos);
}

TEST_CASE("versions that Python reads from git are passed to its build") {
  Workshop shop;
  const std::string spec = spec_text(
      shop.survey_of({{"pyproject.toml",
                       "[build-system]\nrequires = ['setuptools_scm[toml]>=6']\n[project]\nname = 'x'\n"}}));
  CHECK(spec.find("%generate_buildrequires\nexport SETUPTOOLS_SCM_PRETEND_VERSION=%{version}\n") !=
        std::string::npos);
  CHECK(spec.find("%build\nexport SETUPTOOLS_SCM_PRETEND_VERSION=%{version}\n") != std::string::npos);
}

TEST_CASE("the project's own script makes configure, unless it downloads files") {
  Workshop own;
  CHECK(own.survey_of({{"configure.ac", ""}, {"autogen.sh", "autoreconf -i\n"}}).prepare ==
        "NOCONFIGURE=1 ./autogen.sh");
  Workshop fetching;
  const Project project =
      fetching.survey_of({{"configure.ac", ""}, {"bootstrap", "git submodule update --init\nautoreconf\n"}});
  CHECK(project.prepare == "autoreconf --force --install");
  CHECK(join(project.warnings, "\n").find("bootstrap downloads files") != std::string::npos);
  Workshop made;
  CHECK(made.survey_of({{"configure.ac", ""}, {"configure", ""}, {"autogen.sh", ""}}).prepare.empty());
}

TEST_CASE("tests and examples are not built") {
  Workshop cmake;
  CHECK(join(cmake
                 .survey_of({{"CMakeLists.txt",
                              "project(x)\noption(X_BUILD_TESTS \"t\" ON)\noption(X_FAST \"\" ON)\n"
                              "option(LATEST_API \"\" ON)\noption(X_${Y}_TESTS)\n"}})
                 .configure_options,
             " ") == "-DBUILD_TESTING=OFF -DX_BUILD_TESTS=OFF");
  Workshop meson;
  CHECK(join(meson
                 .survey_of({{"meson.build", "project('x')"},
                             {"meson_options.txt",
                              "option('tests', type: 'feature')\noption('build-examples', type: "
                              "'boolean')\noption('test-data', type: 'string')\n"}})
                 .configure_options,
             " ") == "-Dtests=disabled -Dbuild-examples=false");
}
