"""`python3 checkout` starts the shop, fetching what is missing first. Needs Python 3.11 and nothing else."""

from bootstrap import become, find_uv

if __name__ == "__main__":
    become([*find_uv(), "run", "--frozen", "--no-dev", "flask", "--app", "app", "start"])
