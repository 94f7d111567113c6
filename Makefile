# Each target calls dev.py, which also runs by itself where there is no make: python3 dev.py demo
PYTHON ?= python3

.PHONY: demo serve test switched-off lock screens crawl weights lighthouse bench soak

demo serve lock:
	@$(PYTHON) dev.py $@

test switched-off screens crawl weights lighthouse bench soak:
	@$(PYTHON) dev.py $@ $(ARGS)
