// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/patches.hpp"

#include <doctest/doctest.h>

#include "support/errors.hpp"

using namespace rpmworks;
using spec::with_patches;
using test::error_of;

namespace {

const std::vector<std::string> k_two = {"0001-a.patch", "0002-b.patch"};

std::string spec_text(const std::string& tags, const std::string& prep) {
  return "Name: greet\nVersion: 1\n" + tags + "URL: x\n\n%description\nPatch9: no tag\n%prep\n" + prep +
         "%build\n%setup is no longer meant here\n";
}

}  // namespace

TEST_CASE("patches are applied after %setup") {
  const auto made =
      with_patches(spec_text("Source0: x.tar.gz\n", "%setup -q\nsed -i x\n"), k_two, "greet.spec");
  CHECK(made.text == spec_text("Source0: x.tar.gz\nPatch0001: 0001-a.patch\nPatch0002: 0002-b.patch\n",
                               "%setup -q\n%patch -P 1 -p1\n%patch -P 2 -p1\nsed -i x\n"));
  CHECK_FALSE(made.by_git);
  CHECK(made.setup_line == 9);
}

TEST_CASE("patches follow the spec's own, outside of its conditions") {
  const std::string tags =
      "Source0: x.tar.gz\n%if 1\nPatch3: own.patch\n%if 2\nPatch: other.patch\n%endif\n%endif\n";
  const std::string prep = "%setup -q \\\n  -n x\n%if 1\n%patch3 -p0\n%patch -P 4 \\\n -p1\n%endif\n";
  CHECK(with_patches(spec_text(tags, prep + "true\n"), k_two, "greet.spec").text ==
        spec_text(tags + "Patch0005: 0001-a.patch\nPatch0006: 0002-b.patch\n",
                  prep + "%patch -P 5 -p1\n%patch -P 6 -p1\ntrue\n"));
  CHECK(with_patches(spec_text("Source0: x\nPatch0: own.patch\n", "%setup\n"), {"a"}, "x")
            .text.find("Patch0001: a\n") != std::string::npos);
}

TEST_CASE("lines of any length work") {
  const std::string tags = "%global long " + std::string(400'000, 'x') + "\n";
  CHECK(with_patches(spec_text(tags, "%setup -q\n"), {"a"}, "greet.spec").text.find(": a\n") !=
        std::string::npos);
}

TEST_CASE("%autosetup and %autopatch apply what there is") {
  const auto text_of = [](const std::string& tags, const std::string& prep) {
    return with_patches(spec_text(tags, prep), {"a"}, "greet.spec").text;
  };
  CHECK(text_of("", "%autosetup -p1\n") ==
        "Name: greet\nVersion: 1\nURL: x\nPatch0001: a\n\n%description\nPatch9: no "
        "tag\n%prep\n%autosetup -p1\n%build\n%setup is no longer meant here\n");
  CHECK(text_of("Source: x\n", "%autosetup -n x\n") ==
        spec_text("Source: x\nPatch0001: a\n", "%autosetup -p1 -n x\n"));
  CHECK(text_of("Source: x\n", "%setup\n%autopatch -p 1 -v\n") ==
        spec_text("Source: x\nPatch0001: a\n", "%setup\n%autopatch -p 1 -v\n"));
  CHECK(text_of("Source: x\n", "%autosetup -N\n%autopatch -p1 -M 100\n") ==
        spec_text("Source: x\nPatch0001: a\n", "%autosetup -N\n%autopatch -p1 -M 100\n"));
  CHECK(text_of("Source: x\nPatch4: own\n", "%autosetup -N\n%autopatch -p1 -M 4\n") ==
        spec_text("Source: x\nPatch4: own\nPatch0005: a\n",
                  "%autosetup -N\n%autopatch -p1 -M 4\n%patch -P 5 -p1\n"));
  CHECK(text_of("Source: x\n", "%autosetup -N\n%autopatch -p1 3 4\n") ==
        spec_text("Source: x\nPatch0001: a\n", "%autosetup -N\n%autopatch -p1 3 4\n%patch -P 1 -p1\n"));
  CHECK(with_patches(spec_text("Source: x\n", "%autosetup -p1 -S git_am\n"), {"a"}, "x").by_git);
  CHECK(with_patches(spec_text("Source: x\n", "%autosetup \\\n -Sgit -p1\n"), {"a"}, "x").by_git);
  CHECK_FALSE(with_patches(spec_text("Source: x\n", "%autosetup -p1 -S quilt\n"), {"a"}, "x").by_git);
  CHECK_FALSE(with_patches(spec_text("Source: x\n", "%autosetup -N -S git\n"), {"a"}, "x").by_git);
}

TEST_CASE("patches are listed where the spec lists its own") {
  const auto text_of = [](const std::string& text) { return with_patches(text, k_two, "x.spec").text; };
  const std::string head = "Name: x\nSource: y\n%description\nd\n";
  const std::string prep = "\n%prep\n%autosetup -p1\n";
  CHECK(text_of(head + "%patchlist\nown.patch\n" + prep) ==
        head + "%patchlist\nown.patch\n0001-a.patch\n0002-b.patch\n" + prep);
  CHECK(text_of(head + "%if 1\n%patchlist\nown.patch\n%endif" + prep) ==
        head + "%if 1\n%patchlist\nown.patch\n%endif\n%patchlist\n0001-a.patch\n0002-b.patch" + prep);
  // The numbers of a list are known, unless conditions decide about it.
  CHECK(text_of(head + "%patchlist\na\nb\n%prep\n%setup\n%patch 0 -p1\n") ==
        head +
            "%patchlist\na\nb\n0001-a.patch\n0002-b.patch\n%prep\n%setup\n%patch 0 -p1\n"
            "%patch -P 2 -p1\n%patch -P 3 -p1\n");
  CHECK(test::says(text_of(head + "%patchlist\n%if 1\na\n%endif\n%prep\n%setup\n"),
                   "%setup\n%{__cat} %{_sourcedir}/0001-a.patch | %{__patch} -p1 -s --fuzz=0\n"));
  CHECK(text_of("Name: x\nPatch2: a\n%package y\nPatch7: b\n%prep\n%autosetup -p1") ==
        "Name: x\nPatch2: a\n%package y\nPatch7: b\nPatch0008: 0001-a.patch\nPatch0009: 0002-b.patch\n%prep\n"
        "%autosetup -p1");
}

TEST_CASE("patches that macros list keep their numbers") {
  const auto line_with = [](const std::string& preamble) {
    const std::string text =
        with_patches("Name: x\n" + preamble + "URL: z\n%prep\n%autosetup -p1\n", {"a"}, "x").text;
    return text.substr(8, text.find("\n%prep") - 8);
  };
  CHECK(line_with("%{lua:\nprint(\"Patch1: b\")\n}\n") ==
        "%{lua:\nprint(\"Patch1: b\")\n}\nURL: z\nPatch9001: a");
  CHECK(line_with("%{?x:Patch1: b}\n") == "%{?x:Patch1: b}\nURL: z\nPatch9001: a");
  CHECK(line_with("# Patch1: is gone\nPatch2: b\n") == "# Patch1: is gone\nPatch2: b\nPatch0003: a\nURL: z");
}

TEST_CASE("what rpm makes of %prep must apply the patches once each, after the others") {
  const auto of = [](const std::string& prep) {
    rpm::SpecInfo info{.prep = prep};
    for (const char* const file : {"own.patch", "0001-a.patch", "0002-b.patch"})
      info.sources.push_back({.kind = rpm::SpecSource::Kind::patch, .file = file});
    spec::require_applied_last(info, k_two, "x.spec");
  };
  of("patch < /s/0001-a.patch\npatch < /s/0002-b.patch\n");
  of("x /s/own.patch | y\nimport /s/0001-a.patch && push /s/0001-a.patch\ncat '/s/0002-b.patch'");
  for (const char* const wrong : {"", "cat /s/0001-a.patch", "cat /s/0002-b.patch /s/0001-a.patch",
                                  "cat /s/0001-a.patch /s/0002-b.patch /s/own.patch",
                                  "cat /s/0001-a.patch /s/0002-b.patch\ncat /s/0001-a.patch /s/0002-b.patch",
                                  "cat /s/0001-a.patch.gz /s/0002-b.patch"}) {
    CAPTURE(std::string(wrong));
    CHECK(test::says(error_of(ExitCode::invalid, [&] { of(wrong); }),
                     "x.spec: error: %prep of this spec does not apply each patch of the commits once and "
                     "after the spec's own patches\n"));
  }
}

TEST_CASE("a spec that could not apply patches is refused") {
  CHECK(error_of(ExitCode::invalid,
                 [] { with_patches("Name: x\n%prep\ntar xf y\n%build\n%setup\n", {"a"}, "x.spec"); }) ==
        "x.spec: error: %prep has neither %setup nor %autosetup, so there is no place to apply patches\n"
        "hint: write %autosetup -p1, which unpacks the source and applies all patches; or package the "
        "commit's own "
        "tree, without `upstream`\n");
  CHECK(error_of(ExitCode::invalid,
                 [] { with_patches("Patch1: own\n%prep\n%autosetup\n", {"a"}, "x.spec"); }) ==
        "x.spec:3: error: %autosetup applies patches without -p1, but patches made from commits need it\n"
        "  3 | %autosetup\n"
        "hint: write %autosetup -p1, and change the spec's own patches to match\n");
  CHECK(test::says(
      error_of(ExitCode::invalid, [] { with_patches("Name: x\n%prep\n%autosetup -p0\n", {"a"}, "x.spec"); }),
      "x.spec:3: error: %autosetup applies patches with -p0, but patches made from commits need -p1\n"));
}
