// SPDX-License-Identifier: GPL-3.0-or-later
#include "manifest/purl.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using manifest::purl_namespace;
using manifest::rpm_purl;

TEST_CASE("namespaces of purls") {
  CHECK(purl_namespace("Fedora Project", "Acme", false) == "fedora");
  CHECK(purl_namespace("CentOS", "", false) == "centos");
  CHECK(purl_namespace("Red Hat, Inc.", "", false) == "redhat");
  CHECK(purl_namespace("openSUSE", "", false) == "opensuse");
  CHECK(purl_namespace("SUSE LLC <https://www.suse.com/>", "", false) == "suse");
  CHECK(purl_namespace("SUSE", "", false) == "suse");
  CHECK(purl_namespace("Rocky Enterprise Software Foundation", "", false) == "rocky");
  // A name that only begins like that of a distribution is another vendor.
  CHECK(purl_namespace("Susenet", "", false) == "susenet");
  CHECK(purl_namespace("Acme Ltd. <https://acme.example>", "", true) == "acme-ltd");
  CHECK(purl_namespace("", "Acme Team", true) == "acme-team");
  CHECK(purl_namespace("", "Acme Team", false) == "");
  CHECK(purl_namespace("\xff\xfe", "", false) == "");
}

TEST_CASE("purls of packages") {
  CHECK(rpm_purl(rpm::Nevra::parse("curl-7.50.3-1.fc25.i386"), "fedora", "") ==
        "pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386");
  CHECK(rpm_purl(rpm::Nevra::parse("vim-common-2:9.0~rc1^git1-3.el9.x86_64"), "redhat",
                 "vim-9.0~rc1^git1-3.el9.src.rpm") ==
        "pkg:rpm/redhat/vim-common@9.0~rc1%5Egit1-3.el9?arch=x86_64&epoch=2"
        "&upstream=vim-9.0~rc1%5Egit1-3.el9.src.rpm");
  CHECK(rpm_purl(rpm::Nevra::parse("libstdc++-0:12-1.noarch"), "", "") ==
        "pkg:rpm/libstdc%2B%2B@12-1?arch=noarch");
  CHECK(rpm_purl({.name = "a b/c?d#e@f", .evr = {.epoch = "", .version = "1", .release = "1"}, .arch = "src"},
                 "x", "") == "pkg:rpm/x/a%20b%2Fc%3Fd%23e%40f@1-1?arch=src");
}

TEST_CASE("the purl of a package of a manifest") {
  manifest::Manifest release{.product = "Greetings"};
  manifest::Entry own{.nevra = rpm::Nevra::parse("greet-1.0-1.noarch"), .origin = manifest::FromGit{}};
  CHECK(manifest::purl_of(own, release) == "pkg:rpm/greetings/greet@1.0-1?arch=noarch");
  release.supplier.name = "Acme";
  CHECK(manifest::purl_of(own, release) == "pkg:rpm/acme/greet@1.0-1?arch=noarch");
  own.vendor = "Fedora Project";
  CHECK(manifest::purl_of(own, release) == "pkg:rpm/fedora/greet@1.0-1?arch=noarch");
  const manifest::Entry theirs{.nevra = own.nevra, .origin = manifest::FromUpstream{}};
  CHECK(manifest::purl_of(theirs, release) == "pkg:rpm/greet@1.0-1?arch=noarch");
  release.inventory = "system";
  own.vendor.clear();
  CHECK(manifest::purl_of(own, release) == "pkg:rpm/greet@1.0-1?arch=noarch");
}
