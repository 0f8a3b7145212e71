// SPDX-License-Identifier: GPL-3.0-or-later
// The text of repos.lock.
#include <doctest/doctest.h>

#include "lockfile/line_reader.hpp"
#include "lockfile/yaml_text.hpp"
#include "support/errors.hpp"
#include "unit/lockfile/sample.hpp"

using namespace rpmworks;
using namespace rpmworks::lockfile;

TEST_CASE("a lock is written sorted, one entry per line") {
  CHECK(to_text(sample()) == k_sample_text);
}

TEST_CASE("a lock without entries; the mark of a merged lock") {
  const Lock empty{.inputs = {{"no", std::string(64, '0')}}, .is_merged = true};
  const std::string text = to_text(empty);
  CHECK(text.substr(text.find('\n') + 1, text.find("digest: ") - text.find('\n') - 1) ==
        "schema: 1\ninputs: { \"no\": \"0000000000000000000000000000000000000000000000000000000000000000\" "
        "}\nmerged: "
        "true\n"
        "keys: []\nupstreams: []\npackages: []\n");
  CHECK(parse(text, "repos.lock").is_merged);
  CHECK(to_text(parse(text, "repos.lock")) == text);
}

TEST_CASE("both readers return what was written") {
  const auto fast = read_lines(k_sample_text);
  REQUIRE(fast);
  CHECK(to_text(*fast) == k_sample_text);
  // A comment at the end leaves the work to the YAML reader.
  const std::string commented = k_sample_text + "# the end\n";
  CHECK_FALSE(read_lines(commented));
  CHECK(to_text(parse(commented, "repos.lock")) == k_sample_text);
  const Lock lock = parse(k_sample_text, "repos.lock");
  CHECK(lock.upstreams[0].is_mirror_list);
  CHECK(lock.upstreams[1].revision == "1606780000");
  CHECK(lock.packages[1].nevra.evr.epoch == "1");
  CHECK(lock.packages[1].because ==
        std::vector<std::string>{"rabbitmq-server-3.1-1.noarch", "erlang-sd-1-1.el6.x86_64"});
  CHECK(lock.packages[1].rejected[0].reason == "excluded by repos.yaml");
}

TEST_CASE("a lock that was edited or merged line by line") {
  CHECK_FALSE(parse(k_sample_text, "repos.lock").altered_at);
  // The spacing does not count.
  CHECK_FALSE(parse(k_sample_text + "# the end\n", "repos.lock").altered_at);
  const Lock edited = parse(with(k_sample_text, "evr: 3.9-2", "evr: 3.8-2"), "repos.lock");
  REQUIRE(edited.altered_at);
  CHECK(edited.altered_at->line == 17);
  CHECK_FALSE(parse(to_text(edited), "repos.lock").altered_at);
  // A package less.
  const std::string text = k_sample_text;
  const size_t at = text.find("  - { target: centos6, section: deps/epel, name: erlang");
  CHECK(parse(text.substr(0, at) + text.substr(text.find('\n', at) + 1), "repos.lock").altered_at);
  // Without a digest.
  CHECK(parse(k_sample_lines, "repos.lock").altered_at->line == 1);
  const Merged merged = merge(k_sample_text, with(k_sample_text, "evr: 3.9-2", "evr: 3.8-2"), k_sample_text);
  CHECK_FALSE(merged.has_conflicts);
  CHECK(parse(merged.text, "repos.lock").is_merged);
  CHECK_FALSE(parse(merged.text, "repos.lock").altered_at);
}

TEST_CASE("other styles of YAML and other line ends are accepted") {
  std::string crlf;
  for (const char c : k_sample_text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  CHECK(to_text(parse(crlf, "repos.lock")) == k_sample_text);
  const std::string block =
      with(k_sample_text, "{ name: centos6, fingerprint: 00000000000000000000000000000000000000CC }",
           "name: 'centos6'\n    fingerprint: \"00000000000000000000000000000000000000CC\"");
  CHECK(to_text(parse(block, "repos.lock")) == k_sample_text);
}

TEST_CASE("scalars are quoted only if YAML requires it") {
  const std::vector<std::pair<std::string, std::string>> scalars = {
      {"bash", "bash"},
      {"1.0-1", "1.0-1"},
      {"1:2.3-4.el6", "1:2.3-4.el6"},
      {"libx.so.1()(64bit)", "libx.so.1()(64bit)"},
      {"/usr/bin/perl", "/usr/bin/perl"},
      {"(a if b)", "(a if b)"},
      {"a >= 1", "a >= 1"},
      {"gcc-c++", "gcc-c++"},
      {"no such thing", "no such thing"},
      {"", "\"\""},
      {"true", "\"true\""},
      {"No", "\"No\""},
      {"null", "\"null\""},
      {"~", "\"~\""},
      {"1606780000", "\"1606780000\""},
      {"1.5", "\"1.5\""},
      {"1e-5", "\"1e-5\""},
      {"0x1f", "\"0x1f\""},
      {"12:30:45", "\"12:30:45\""},
      {"2020-01-02", "\"2020-01-02\""},
      {"a?b", "\"a?b\""},
      {"0e0e", "0e0e"},
      {"a, b", "\"a, b\""},
      {"[x]", "\"[x]\""},
      {"a: b", "\"a: b\""},
      {"a:", "\"a:\""},
      {"a #b", "\"a #b\""},
      {"#a", "\"#a\""},
      {" a", "\" a\""},
      {"a ", "\"a \""},
      {"- a", "\"- a\""},
      {"*a", "\"*a\""},
      {"\"a\\", "\"\\\"a\\\\\""},
      {"\xc3\xa9", "\"\\xe9\""},
      {"\xe2\x82\xac", "\"\\u20ac\""},
      {"\xf0\x9f\x98\x80", "\"\\U0001f600\""},
  };
  for (const auto& [text, written] : scalars) CHECK(yaml_scalar(text) == written);
}

TEST_CASE("texts that need quotes come back, by both readers") {
  Lock lock = sample();
  lock.packages[0].requirement =
      "\xf0\x9f\x98\x80 \"quoted\" \\ back, [list] {map} # no comment: \xe2\x82\xac";
  lock.packages[0].because = {"true", "1.5", "a, b", "x: y"};
  lock.packages[0].rejected = {{"null", "no"}, {"- x", "~"}};
  const std::string text = to_text(lock);
  CHECK(text.find_first_not_of(
            "\n ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789#.'`;:{},\"[]()=?/\\~+-_") ==
        std::string::npos);
  REQUIRE(read_lines(text));
  for (const Lock& again : {*read_lines(text), parse(text + "#\n", "repos.lock")}) {
    CHECK(again.packages.back().requirement == lock.packages[0].requirement);
    CHECK(again.packages.back().because == lock.packages[0].because);
    CHECK(to_text(again) == text);
  }
}

TEST_CASE("a lock that could not be read back is not written") {
  Lock lock = sample();
  lock.packages[1].requirement = "libx\x1b[31m";
  CHECK(
      test::error_of(ExitCode::invalid, [&] { to_text(lock); }) ==
      "error: cannot write the lock: 'requirement' is 'libx\\x1b[31m', with a control character\n"
      "  package erlang-1:14-3.el6.x86_64 of upstream 'epel6', in section 'deps/epel' of target 'centos6'\n");
  lock = sample();
  lock.packages[1].location = "../../etc/passwd";
  CHECK(test::says(
      test::error_of(ExitCode::invalid, [&] { to_text(lock); }),
      "error: cannot write the lock: 'location' is '../../etc/passwd', with '..': it must stay below "
      "the address of the upstream\n"));
  lock = sample();
  lock.upstreams[0].url = "https://user:secret@archive.example/";
  CHECK(test::error_of(ExitCode::invalid, [&] { to_text(lock); }) ==
        "error: cannot write the lock: 'url' contains a user name or password\n  upstream 'epel6'\n");
  lock = sample();
  lock.packages.push_back(lock.packages[1]);
  CHECK(test::says(test::error_of(ExitCode::invalid, [&] { to_text(lock); }),
                   "erlang-1:14-3.el6.x86_64 in deps/epel of centos6 is listed twice\n"));
}
