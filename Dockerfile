FROM python:3.12-slim
WORKDIR /srv/headroom
COPY requirements.txt requirements-postgresql.txt requirements.lock ./
RUN pip install --no-cache-dir -c requirements.lock -r requirements-postgresql.txt
COPY . .
RUN useradd --system headroom
USER headroom
EXPOSE 8501
CMD ["python", "-m", "streamlit", "run", "dashboard.py", "--server.port", "8501", "--server.address", "0.0.0.0"]
