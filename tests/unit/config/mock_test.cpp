// SPDX-License-Identifier: GPL-3.0-or-later
// The `mock` key of a target.
#include <doctest/doctest.h>

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

std::string yaml(const std::string& mock, const std::string& client = "modern") {
  return k_head + "targets:\n  t: { buildroot: { repos: [hostbase] }, client: " + client + ", mock: " + mock +
         " }\n";
}

Mock mock_of(const std::string& mock, const std::string& client = "modern") {
  return parsed(yaml(mock, client)).targets.at("t").mock;
}

}  // namespace

TEST_CASE("safe defaults for mock") {
  const Mock mock = mock_of("{}");
  CHECK(mock.root.empty());
  CHECK(mock.options.empty());
  CHECK_FALSE(mock.bootstrap);
  CHECK(mock.retries == 2);
  CHECK(mock.retry_wait == std::chrono::seconds(5));
  CHECK(mock.timeout == std::chrono::hours(6));
}

TEST_CASE("all mock settings of a target") {
  const Mock mock = mock_of(
      "{ package-manager: dnf5, isolation: nspawn, bootstrap: true, retries: 0, retry-wait: 0, timeout: 600, "
      "options: ['--define=vendor Altai', --enable-network] }");
  CHECK(mock.package_manager == "dnf5");
  CHECK(mock.isolation == "nspawn");
  CHECK(mock.bootstrap);
  CHECK(mock.retries == 0);
  CHECK(mock.retry_wait == std::chrono::seconds(0));
  CHECK(mock.timeout == std::chrono::minutes(10));
  CHECK(mock.options == std::vector<std::string>{"--define=vendor Altai", "--enable-network"});
  CHECK(mock_of("{ root: eol/centos-6-x86_64 }").root == "eol/centos-6-x86_64");
  CHECK(mock_of("{ options: [--nocheck] }").options.size() == 1);
}

TEST_CASE("bad input: mock") {
  check_all({
      {yaml("{ rot: x }"), "4:66: unknown key 'rot' in 'mock' of target 't'", "did you mean 'root'?"},
      {yaml("{ root: /etc/mock/x }"),
       "4:72: 'root' of 'mock' of target 't' is '/etc/mock/x', an absolute path", "write a relative path"},
      {yaml("{ root: ../x }"),
       "4:72: 'root' of 'mock' of target 't' is '../x', which points outside of its folder",
       "write it without '..'"},
      {yaml("{ root: -x }"), "4:72: 'root' of 'mock' of target 't' is '-x'",
       "write the name of one of mock's configurations, or a file that ends in .cfg"},
      {yaml("{ root: a, isolation: simple }"),
       "4:75: 'isolation' of 'mock' of target 't' cannot be combined with root, which sets it", "remove it"},
      {yaml("{ isolation: docker }"), "4:77: 'isolation' of 'mock' of target 't' is 'docker'",
       "use one of: auto, simple, nspawn"},
      {yaml("{ package-manager: apt }"), "4:83: 'package-manager' of 'mock' of target 't' is 'apt'",
       "use one of: dnf, dnf4, dnf5, yum, microdnf"},
      {yaml("{ retries: 11 }"), "4:75: 'retries' of 'mock' of target 't' is '11'",
       "write a number from 0 to 10"},
      {yaml("{ retries: -1 }"), "4:75: 'retries' of 'mock' of target 't' is '-1'",
       "write a number from 0 to 10"},
      {yaml("{ timeout: 0 }"), "4:75: 'timeout' of 'mock' of target 't' is '0'",
       "write a number of seconds from 1 to 2592000"},
      {yaml("{ timeout: 6h }"), "4:75: 'timeout' of 'mock' of target 't' is '6h'",
       "write a number of seconds from 1 to 2592000"},
      {yaml("{ options: [--isolaton=simple] }"),
       "4:76: 'options' of 'mock' of target 't': '--isolaton=simple' is not a mock option that rpmworks "
       "supports",
       "did you mean '--isolation'?"},
      {yaml("{ options: [greet.src.rpm] }"),
       "4:76: 'options' of 'mock' of target 't': 'greet.src.rpm' is not a mock option that rpmworks supports",
       "write options as in mock(1), each as one word: --define=NAME VALUE"},
      {yaml("{ options: [--isolation, simple] }"),
       "4:76: 'options' of 'mock' of target 't': '--isolation' has no value",
       "write it as one word: \"--isolation=…\""},
      {yaml("{ options: [--nocheck=1] }"),
       "4:76: 'options' of 'mock' of target 't': '--nocheck=1' takes no value", "write --nocheck"},
      {yaml("{ options: [--resultdir=x] }"),
       "4:76: 'options' of 'mock' of target 't': '--resultdir=x' is set by rpmworks", "remove it"},
      {yaml("{ options: [--nocheck] }", "el6"),
       "4:73: 'options' of 'mock' of target 't': '--nocheck' is not supported by the rpm of el6",
       "disable %check in the spec with a condition"},
  });
}
