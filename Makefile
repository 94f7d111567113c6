# Each target calls dev.py, which also runs by itself where there is no make: python3 dev.py demo
PYTHON ?= python3

.PHONY: demo serve test lock screens crawl weights lighthouse

demo serve lock:
	@$(PYTHON) dev.py $@

test screens crawl weights lighthouse:
	@$(PYTHON) dev.py $@ $(ARGS)
