// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of repos.yaml for a Slurm cluster.
#include <doctest/doctest.h>

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

const std::string k_target = "targets:\n  t: { buildroot: { repos: [hostbase] } }\n";

std::string yaml(const std::string& slurm) {
  return k_head + k_target + "slurm: { " + slurm + " }\n";
}

}  // namespace

TEST_CASE("slurm: builds run here unless a target says otherwise") {
  const Target target = parsed(k_head + k_target).targets.at("t");
  CHECK(target.executor == "local");
  CHECK(target.slurm.partition.empty());
  CHECK(target.slurm.cpus == 1);
  CHECK(target.slurm.max_jobs == 100);
}

TEST_CASE("slurm: settings of the whole file, overridden by a target") {
  const Config config = parsed(
      k_head +
      "targets:\n"
      "  a: { executor: slurm, buildroot: { repos: [hostbase] }, slurm: { memory: 8G, options: [] } }\n"
      "  b: { buildroot: { repos: [hostbase] } }\n"
      "slurm: { partition: 'builds,night', account: altai, constraint: 'ssd&x86_64', memory: 4096, time: "
      "1:30:00, cpus: 4, max-jobs: 1000, options: [--qos=low, --exclusive] }\n");
  for (const char* const name : {"a", "b", "hostbase"}) {
    const Slurm& slurm = config.targets.at(name).slurm;
    CHECK(slurm.partition == "builds,night");
    CHECK(slurm.account == "altai");
    CHECK(slurm.constraint == "ssd&x86_64");
    CHECK(slurm.time == "1:30:00");
    CHECK(slurm.cpus == 4);
    CHECK(slurm.max_jobs == 1000);
  }
  CHECK(config.targets.at("a").executor == "slurm");
  CHECK(config.targets.at("a").slurm.memory == "8G");
  CHECK(config.targets.at("a").slurm.options.empty());
  CHECK(config.targets.at("b").slurm.memory == "4096");
  CHECK(config.targets.at("b").slurm.options == std::vector<std::string>{"--qos=low", "--exclusive"});
}

TEST_CASE("bad input: slurm") {
  const std::string numbers = "write a number from 1 to 10000";
  check_all({
      {yaml("partion: x"), "5:10: unknown key 'partion' in 'slurm'", "did you mean 'partition'?"},
      {yaml("partition: --wrap=x"), "5:21: 'partition' of 'slurm' is '--wrap=x'",
       "write the name of a partition, or several separated by commas"},
      {yaml("memory: much"), "5:18: 'memory' of 'slurm' is 'much'",
       "write the memory of one build: 4G, or 4096 for MiB"},
      {yaml("time: '1 hour'"), "5:16: 'time' of 'slurm' is '1 hour'",
       "write the time limit of one build as for sbatch: 90 (minutes), 1:30:00 or 1-12 (days-hours)"},
      {yaml("max-jobs: 0"), "5:20: 'max-jobs' of 'slurm' is '0'", numbers},
      {yaml("max-jobs: all"), "5:20: 'max-jobs' of 'slurm' is 'all'", numbers},
      {yaml("constraint: '$(x)'"), "5:22: 'constraint' of 'slurm' is '$(x)'",
       "write features of nodes as for sbatch: ssd&x86_64"},
      {yaml("options: [--qso=x]"),
       "5:20: 'options' of 'slurm': '--qso=x' is not an sbatch option that rpmworks supports",
       "did you mean '--qos'?"},
      {yaml("options: [--wrap=x]"), "5:20: 'options' of 'slurm': '--wrap=x' is set by rpmworks", "remove it"},
      {yaml("options: [--mem=4G]"), "5:20: 'options' of 'slurm': '--mem=4G' has its own key: memory",
       "remove it"},
      {yaml("options: [--qos]"), "5:20: 'options' of 'slurm': '--qos' has no value",
       "write it as one word: \"--qos=…\""},
      {yaml("options: [--spread-job=x]"), "5:20: 'options' of 'slurm': '--spread-job=x' takes no value",
       "write --spread-job"},
      {k_head + "targets:\n  t: { buildroot: { repos: [hostbase] }, executor: cloud }\n",
       "4:52: 'executor' of target 't' is 'cloud'", "use one of: local, slurm"},
  });
}
