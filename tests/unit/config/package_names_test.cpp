// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/package_names.hpp"

#include <doctest/doctest.h>

#include "config/debian_names.hpp"

using namespace rpmworks::config;
using Names = std::vector<std::string>;

TEST_CASE("a suggested package has the right meaning, not only a similar name") {
  const auto meant = [](const std::string& name, const Names& names) {
    return package_meant(name, names).value_or("");
  };
  CHECK(meant("openssl-devel", {"libnsl-devel", "opensc-devel"}).empty());
  CHECK(meant("GCC", {"gc", "gcc"}) == "gcc");
  CHECK(meant("yaml_cpp-dev", {"yaml-cpp", "libyaml-cpp-devel"}) == "libyaml-cpp-devel");
  CHECK(meant("python-requests", {"requests", "python3-requests"}) == "python3-requests");
  CHECK(meant("zlib-devle", {"zlib-devel"}) == "zlib-devel");
  CHECK(meant("zlib-devl", {"zlib-devel"}) == "zlib-devel");
  CHECK(meant("zlib-deevel", {"zlib-devel"}) == "zlib-devel");
  CHECK(meant("pkgconfig(gret)", {"pkgconfig(greet)"}) == "pkgconfig(greet)");
  CHECK(meant("gtk2-devel", {"gtk3-devel"}).empty());
  CHECK(meant("gtk-devel", {"gtk3-devel"}).empty());
  CHECK(meant("tk", {"tc", "gk"}).empty());
  CHECK(meant("libssl", {"libssl-devel"}).empty());
  CHECK(meant("gcc", {"gcc"}).empty());
  CHECK(meant("", {"", "a"}).empty());
}

TEST_CASE("Debian's names for RPM's names, from the table or by a rule") {
  const auto first = [](const std::string& name) { return debian_names_of(name).at(0); };
  CHECK(first("openssl-devel >= 1.1") == "libssl-dev");
  CHECK(first("gcc-c++") == "g++");
  CHECK(first("libXext-devel") == "libxext-dev");
  CHECK(first("perl(XML::Parser) >= 2") == "libxml-parser-perl");
  CHECK(first("perl-XML-Parser") == "libxml-parser-perl");
  CHECK(first("python3dist(requests-oauthlib)") == "python3-requests-oauthlib");
  CHECK(first("python3.11dist(six)") == "python3-six");
  CHECK(first("python3-pyyaml") == "python3-yaml");
  CHECK(first("golang(github.com/spf13/cobra)") == "golang-github-spf13-cobra-dev");
  CHECK(first("golang(golang.org/x/net)") == "golang-golang-x-net-dev");
  CHECK(first("golang-github-spf13-cobra-devel") == "golang-github-spf13-cobra-dev");
  CHECK(first("rubygem(rspec)") == "ruby-rspec");
  CHECK(first("cmake(KF5Solid)") == "libkf5solid-dev");
  CHECK(first("kf5-solid-devel") == "libkf5solid-dev");
  CHECK(first("pkgconfig(libfoo)") == "libfoo-dev");
  CHECK(first("adobe-fonts") == "fonts-adobe");
  CHECK(first("/usr/bin/xmllint") == "xmllint");
  CHECK(debian_names_of("coreutils").empty());
  CHECK(debian_names_of("perl(").empty());
  CHECK(debian_names_of("").empty());
}

TEST_CASE("only names of the table are certain") {
  CHECK(is_known_debian("openssl-devel >= 1"));
  CHECK_FALSE(is_known_debian("perl(No::Such)"));
  CHECK(known_to_hostbase({"openssl-devel >= 1", "no-such", "zlib-devel", "openssl-devel"}) ==
        "openssl-devel zlib-devel");
  CHECK(known_to_hostbase({"no-such"}).empty());
}
