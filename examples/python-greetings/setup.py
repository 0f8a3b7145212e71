# SPDX-License-Identifier: MIT
from setuptools import setup

setup(
    name="greetings",
    version="1.0.0",
    description="Greetings in several languages",
    license="MIT",
    py_modules=["greetings"],
    entry_points={"console_scripts": ["greetings = greetings:main"]},
    python_requires=">=3.6",
)
