// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/diagnosis.hpp"
#include "support/errors.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace rpmworks::sandbox;

namespace {

Facts good_user() {
  Facts facts;
  facts.ids = {1000, 1000, "ann", {{100000, 65536}}, {{100000, 65536}}};
  return facts;
}

std::string said(const Facts& facts) {
  const auto error = diagnose_chroots(facts);
  return error ? error->render() : "";
}

std::string said_of_host_tools(const Facts& facts) {
  const auto error = diagnose_host_tools(facts);
  return error ? error->render() : "";
}

}  // namespace

TEST_CASE("a machine that can make chroots gives no error") {
  CHECK(said(good_user()) == "");
  Facts root;
  root.ids.user = "root";
  CHECK(said(root) == "");
}

TEST_CASE("each obstacle is reported with its remedy") {
  Facts facts = good_user();
  facts.userns_clone = 0;
  CHECK(test::says(said(facts), "sysctl -w kernel.unprivileged_userns_clone=1"));
  facts = good_user();
  facts.max_user_namespaces = 0;
  CHECK(test::says(said(facts), "sysctl -w user.max_user_namespaces="));
  facts = good_user();
  facts.has_idmap_programs = false;
  CHECK(test::says(said(facts), "apt-get install uidmap"));
  facts = good_user();
  facts.ids.uids.clear();
  CHECK(test::says(said(facts), "the user ann has no subordinate ids in /etc/subuid"));
  CHECK(test::says(said(facts), "usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ann"));
  facts = good_user();
  facts.ids.gids = {{100000, 1000}};
  CHECK(
      test::says(said(facts), "the user ann has 1000 subordinate ids in /etc/subgid, but 59000 are needed"));
  facts = good_user();
  facts.apparmor_restrict = 1;
  CHECK(test::says(said(facts), "kernel.apparmor_restrict_unprivileged_userns=0"));
  facts = good_user();
  facts.has_bwrap = false;
  CHECK(test::says(said(facts), "apt-get install bubblewrap"));
}

TEST_CASE("root of a container without privileges gets an error") {
  Facts root;
  root.has_sys_admin = false;
  CHECK(test::says(said(root), "CAP_SYS_ADMIN"));
  root.has_sys_admin = true;
  root.ids.uids.clear();  // does not concern root
  root.userns_clone = 0;
  CHECK(said(root) == "");
}

TEST_CASE("the host's tools need only a user namespace") {
  Facts facts = good_user();
  facts.ids.uids.clear();
  CHECK(said_of_host_tools(facts) == "");
  facts.userns_clone = 0;
  CHECK(test::says(said_of_host_tools(facts), "kernel.unprivileged_userns_clone=1"));
  facts.ids.uid = 0;
  facts.has_sys_admin = false;
  CHECK(said_of_host_tools(facts) == "");
  facts.in_chroot = true;
  CHECK(test::says(said_of_host_tools(facts), "the kernel does not create user namespaces in a chroot"));
  facts.max_user_namespaces = 0;
  CHECK(test::says(said_of_host_tools(facts), "sysctl -w user.max_user_namespaces="));
}

TEST_CASE("subordinate ids are read by name or number, invalid lines are skipped") {
  const char* const text = "bob:1:2\nann:100000:65536\n\nann:x:1\nann:5\n1000:300000:10\n#ann:1:1\nann:9:0\n";
  CHECK(parse_id_ranges(text, "ann", 1000) == std::vector<IdRange>{{100000, 65536}, {300000, 10}});
  CHECK(parse_id_ranges(text, "eve", 7).empty());
  CHECK(parse_id_ranges("", "ann", 1000).empty());
}

TEST_CASE("the mapping lists the ranges in order and ends at 65535") {
  CHECK(mapping(1000, {{100000, 65536}}) ==
        std::vector<std::string>{"0", "1000", "1", "1", "100000", "65535"});
  CHECK(mapping(1000, {{100000, 60000}, {200000, 60000}}) ==
        std::vector<std::string>{"0", "1000", "1", "1", "100000", "60000", "60001", "200000", "5535"});
}
